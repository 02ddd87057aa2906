"""Closing somebody who is in the vacancy twice, as after a merge: they are told the outcome once."""

import pytest
from django.urls import reverse

from outbox.models import OutboundMessage
from recruiting.domain import gates
from recruiting.models import Application
from tests.factories import make_application, make_candidate, make_vacancy
from tests.factories.letters import make_letter
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_gates(monkeypatch):
    monkeypatch.setattr(gates, "_gates", [])
    monkeypatch.setattr(gates, "_outcome_gates", [])


@pytest.fixture
def twins(client) -> tuple[Application, Application]:
    vacancy = make_vacancy()
    client.force_login(vacancy.created_by)
    first = make_application(vacancy, candidate=make_candidate("Ana Rusu", email="ana@example.org"), stage="review")
    return first, make_application(vacancy, candidate=first.candidate, stage="interview", twin_of=first)


def chosen(*rows: Application) -> list[str]:
    return [f"{row.pk}.{row.revision}" for row in rows]


class TestTogether:
    def reject(self, client, *rows, **data):
        typed = {"chosen": chosen(*rows), "subject_en": "Your application", "body_en": "Hello, {name}."}
        return client.post(reverse("recruiting:reject_together", args=[rows[0].vacancy_id]), typed | data)

    def test_one_letter_is_shown_and_one_leaves(self, client, twins):
        page = self.reject(client, *twins)
        assert [row for row, _letter in page.context["letters"]] == [twins[1]]
        assert "is here twice and gets one letter" in page.content.decode()
        done = self.reject(client, *twins, confirm="1", reason=make_reason().pk)
        assert OutboundMessage.objects.count() == 1
        assert set(Application.objects.values_list("state", flat=True)) == {"rejected"}
        assert [bool(row.no_letter_reason) for row in Application.objects.order_by("pk")] == [True, False]
        assert [str(one) for one in client.get(done.url).context["messages"]] == [
            "1 application is closed. Its letter leaves in 10 minutes.",
            "1 application is closed without a letter.",
        ]


class TestAlone:
    def page(self, client, row: Application):
        return client.get(reverse("recruiting:close", args=[row.pk]))

    def proposed(self, page) -> str:
        return page.context["form"]["answer"].value()

    def test_no_letter_is_proposed_while_the_other_is_in_work(self, client, twins):
        page = self.page(client, twins[0])
        assert self.proposed(page) == "none"
        assert reverse("recruiting:application", args=[twins[1].pk]) in page.content.decode()

    def test_a_hire_is_always_written_of(self, client, twins):
        address = reverse("recruiting:close", args=[twins[1].pk])
        assert self.proposed(client.get(f"{address}?outcome=hired")) == "letter"

    @pytest.mark.parametrize(("state", "proposed"), [("waiting", "none"), ("sent", "none"), ("cancelled", "letter")])
    def test_nor_once_a_letter_tells_the_outcome_of_the_other(self, client, twins, state, proposed):
        told = make_letter(twins[0], closing=True)
        OutboundMessage.objects.filter(pk=told.message_id).update(state=state)
        ended = {"closed_at": told.message.created_at, "reason": make_reason(), "no_letter_reason": "Entered twice."}
        Application.objects.filter(pk=twins[0].pk).update(state="rejected", **ended)
        assert self.proposed(self.page(client, twins[1])) == proposed

    def test_everybody_else_is_written_to(self, client, twins):
        other = make_application(twins[0].vacancy, candidate=make_candidate("Ion"), stage="review")
        elsewhere = make_application(make_vacancy(), candidate=other.candidate)
        page = self.page(client, other)
        assert (self.proposed(page), page.context["other"]) == ("letter", None)
        assert elsewhere.is_active
