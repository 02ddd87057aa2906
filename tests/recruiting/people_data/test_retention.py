"""Until when data are held, and the nightly erasure of what is past its date."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting import tasks
from recruiting.domain.merging import merge
from recruiting.domain.people_data.anonymising import anonymise_due
from recruiting.domain.people_data.consents import record_consent, standings
from recruiting.domain.people_data.profiles import change_profile, copy_presets, profile_for
from recruiting.domain.people_data.retention import due, end_for
from recruiting.enums import ApplicationState, ConsentWay, Purpose
from recruiting.models import (
    Application,
    Candidate,
    ConsentEvent,
    DestructionRecord,
    DuplicatePair,
    LegalProfile,
    LegalProfileChange,
    Vacancy,
)
from recruiting.views.people_data import PAGE
from tests.factories import make_application, make_user, make_vacancy
from tests.recruiting.people_data.legal import consent_to_reserve, make_profile

pytestmark = pytest.mark.django_db
CLOSED = datetime(2026, 1, 31, 12, tzinfo=UTC)


def closed(state: str = "rejected", *, profile: LegalProfile | None = None, candidate=None, at=CLOSED) -> Application:
    vacancy = make_vacancy()
    vacancy.legal_profile = profile
    vacancy.save()
    return make_application(vacancy, candidate=candidate, state=state, applied_at=at)


@pytest.mark.parametrize(
    ("state", "ends"),
    [("rejected", datetime(2026, 7, 31, 12, tzinfo=UTC)), ("hired", datetime(2026, 7, 31, 12, tzinfo=UTC)),
     ("withdrawn", datetime(2026, 4, 30, 12, tzinfo=UTC))],
)  # fmt: skip
def test_the_term_counts_from_the_closing_by_the_profile(state, ends):
    row = closed(state, profile=make_profile(not_hired=6, withdrawn=3))
    assert end_for(row.candidate) == ends


def test_the_last_application_counts():
    profile = make_profile(not_hired=6)
    row = closed(profile=profile)
    closed(profile=profile, candidate=row.candidate, at=CLOSED + timedelta(days=28))
    assert end_for(row.candidate) == datetime(2026, 8, 28, 12, tzinfo=UTC)


def test_an_application_in_work_or_without_a_profile_has_no_end():
    row = closed(profile=make_profile())
    make_application(candidate=row.candidate)
    assert end_for(row.candidate) is None
    assert end_for(closed(profile=None).candidate) is None


def test_consent_to_the_reserve_prolongs_and_its_withdrawal_does_not():
    row = closed(profile=make_profile(not_hired=6, reserve=12))
    consent = {"application": row, "purpose": Purpose.RESERVE, "way": ConsentWay.MAIL, "by": make_user()}
    record_consent(**consent, given=True, now=CLOSED)
    assert end_for(row.candidate) == datetime(2027, 1, 31, 12, tzinfo=UTC)
    record_consent(**consent, given=False, now=CLOSED + timedelta(days=1))
    assert end_for(row.candidate) == datetime(2026, 7, 31, 12, tzinfo=UTC)


def test_an_edited_term_counts_at_once_and_is_remembered():
    profile = make_profile(not_hired=6)
    row = closed(profile=profile)
    by = make_user("admin")
    change_profile(profile=profile, terms={"not_hired_months": 1}, by=by, now=timezone.now())
    assert end_for(row.candidate) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    kept = LegalProfileChange.objects.values_list("field", "was", "becomes", "by")
    assert list(kept) == [("not_hired_months", 6, 1, by.pk)]


def test_a_term_without_a_figure_gets_one_and_loses_it_again():
    profile = make_profile(not_hired=6)
    by = make_user("admin")
    for days in (30, None):
        change_profile(profile=profile, terms={"answer_days": days}, by=by, now=timezone.now())
    kept = LegalProfileChange.objects.order_by("pk").values_list("field", "was", "becomes")
    assert list(kept) == [("answer_days", None, 30), ("answer_days", 30, None)]


def test_the_page_tells_changed_terms_in_words(client):
    profile = make_profile(not_hired=6)
    by = make_user("admin")
    terms = {"answer_days": 30, "answer_working_days": not profile.answer_working_days, "company": "Rubrika"}
    change_profile(profile=profile, terms=terms, by=by, now=timezone.now())
    client.force_login(by)
    page = " ".join(client.get(reverse("recruiting:legal_profile", args=[profile.pk])).content.decode().split())
    assert "Days to answer a request: – → 30" in page
    assert "These are working days: No → Yes" in page
    assert "Who answers for the data: – → Rubrika" in page


def test_the_night_erases_who_is_due_and_nobody_else():
    profile = make_profile(not_hired=6)
    gone = closed(profile=profile)
    stays = closed(profile=profile, at=timezone.now())
    night = anonymise_due(now=timezone.now())
    assert [record.subject for record in night.records] == [gone.candidate.uid]
    assert set(Candidate.objects.filter(erased_at=None, applications=stays).values_list("pk", flat=True)) == {
        stays.candidate_id
    }
    assert DestructionRecord.objects.get().profile == profile.name
    assert anonymise_due(now=timezone.now()).records == []


def test_the_task_is_the_same_night():
    closed(profile=make_profile())
    assert tasks.anonymise_due() == 1
    assert tasks.anonymise_due() == 0


def test_the_command_prints_the_records_and_a_dry_run_changes_nothing():
    row = closed(profile=make_profile(not_hired=6))
    said = StringIO()
    call_command("anonymise", "--dry-run", stdout=said)
    assert said.getvalue().splitlines() == [
        f"due since 2026-07-31: {row.candidate.uid}",
        "due 1; this was a dry run: nothing was changed",
    ]
    assert Candidate.objects.get(pk=row.candidate_id).erased_at is None
    said = StringIO()
    call_command("anonymise", stdout=said)
    first, last = said.getvalue().splitlines()
    assert first.startswith("act 1  ")
    assert str(row.candidate.uid) in first
    assert "ground retention" in first
    assert last == "erased 1  put off 0  files removed 0"


def test_the_number_of_queries_does_not_grow_with_people(django_assert_num_queries):
    profile = make_profile()
    for _number in range(3):
        closed(profile=profile)
    with django_assert_num_queries(1):
        assert len(due(now=timezone.now())) == 3


def test_presets_are_copied_once_and_edits_are_kept(shipped_presets):
    made = copy_presets()
    terms = {one.key: (one.country, one.not_hired_months, one.withdrawn_months, one.reserve_months) for one in made}
    assert terms == {
        "legal_eu_romania": ("RO", 6, 6, 12),
        "legal_moldova": ("MD", 6, 3, 12),
        "legal_russia": ("RU", 1, 1, 12),
    }
    russia = LegalProfile.objects.get(key="legal_russia")
    assert (russia.separate_document, russia.answer_days, russia.answer_working_days) == (True, 10, True)
    assert "this_vacancy" in russia.needs_consent
    assert "this_vacancy" not in LegalProfile.objects.get(key="legal_moldova").needs_consent
    LegalProfile.objects.update(not_hired_months=9)
    assert copy_presets() == []
    assert set(LegalProfile.objects.values_list("not_hired_months", flat=True)) == {9}


def test_a_vacancy_opens_under_the_profile_of_the_country(shipped_presets):
    copy_presets()
    assert profile_for(make_user(country="RU")).key == "legal_russia"
    assert profile_for(make_user(country="US")) is None


def test_consents_are_kept_with_the_words_that_were_shown():
    row = closed(profile=make_profile(company="Support Ltd"))
    event = record_consent(
        application=row, purpose=Purpose.RESERVE, given=True, way=ConsentWay.PAPER, by=make_user(), now=CLOSED
    )
    assert event.version.words == "Support Ltd keeps it for 12 months."
    assert ConsentEvent.objects.count() == 1
    assert row.state == ApplicationState.REJECTED


def test_a_consent_to_one_vacancy_says_nothing_of_another(client):
    profile = make_profile()
    here = closed(profile=profile)
    there = make_application(candidate=here.candidate)
    Vacancy.objects.filter(pk=there.vacancy_id).update(legal_profile=profile)
    there = Application.objects.select_related("vacancy__legal_profile__text", "candidate").get(pk=there.pk)
    said = {"way": ConsentWay.PAPER, "by": make_user(), "now": CLOSED}
    for purpose in (Purpose.THIS_VACANCY, Purpose.REFERENCES):
        record_consent(application=here, purpose=purpose, given=True, **said)
    given = {row.pk: [one.purpose for one in standings(row) if one.given] for row in (here, there)}
    assert given == {here.pk: ["this_vacancy", "references"], there.pk: ["references"]}
    record_consent(application=there, purpose=Purpose.THIS_VACANCY, given=True, **said)
    record_consent(application=there, purpose=Purpose.THIS_VACANCY, given=False, **said)
    assert [one.purpose for one in standings(here) if one.given] == ["this_vacancy", "references"]
    client.force_login(make_user(Role.ADMIN))
    page = client.get(reverse("recruiting:application_data", args=[here.pk]))
    assert [(event.purpose, event.given) for event in page.context["events"]] == [
        ("references", True),
        ("this_vacancy", True),
    ]


def test_the_overview_counts_everybody_who_is_due(client):
    profile = make_profile(not_hired=1)
    for _person in range(PAGE + 1):
        closed(profile=profile, at=timezone.now() - timedelta(days=60))
    client.force_login(make_user(Role.ADMIN))
    response = client.get(reverse("recruiting:people_data"))
    assert (response.context["due_count"], len(response.context["due"])) == (PAGE + 1, PAGE)
    assert f'Past their date <span class="rk-count">{PAGE + 1}</span>' in response.content.decode()


def test_the_history_of_consents_tells_those_of_a_merged_record_too(client):
    profile = make_profile()
    older, row = closed(profile=profile), closed(profile=profile)
    consent_to_reserve(row, profile, at=CLOSED)
    admin = make_user(Role.ADMIN)
    pair = DuplicatePair.objects.create(first=older.candidate, second=row.candidate)
    merge(pair=pair, kept={}, by=admin, now=timezone.now())
    client.force_login(admin)
    page = client.get(reverse("recruiting:application_data", args=[row.pk]))
    assert [one.given for one in page.context["standings"] if one.purpose == Purpose.RESERVE] == [True]
    assert [event.purpose for event in page.context["events"]] == [Purpose.RESERVE]
