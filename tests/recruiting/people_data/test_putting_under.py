"""Under which law a vacancy stands: chosen at opening, changed with history, and by whom."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.people_data.profiles import put_under
from recruiting.forms.vacancies import VacancyForm
from recruiting.models import FactChange, Vacancy
from tests.factories import make_application, make_grid, make_user, make_vacancy
from tests.factories.pipelines import make_pipeline
from tests.recruiting.people_data.legal import make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_user(Role.HR, country="MD")


@pytest.fixture
def vacancy(recruiter) -> Vacancy:
    return make_vacancy(recruiter=recruiter)


def changes() -> list[tuple]:
    return list(FactChange.objects.values_list("fact", "was", "became", "by"))


def under(vacancy, profile, by) -> None:
    put_under(vacancy=vacancy, profile=profile, by=by, now=timezone.now())


def form_for(user) -> VacancyForm:
    grid = make_grid()
    return VacancyForm(role=grid.role, published=grid, user=user, today=timezone.localdate())


def test_the_opening_form_proposes_the_law_of_the_openers_country(recruiter):
    make_profile(country="RU")
    own = make_profile(country="MD")
    assert form_for(recruiter)["legal_profile"].value() == own.pk


def test_without_a_profile_of_the_country_a_person_has_to_choose(recruiter):
    make_profile(country="RU")
    make_profile(country="RO")
    form = form_for(recruiter)
    assert form["legal_profile"].value() is None
    assert form.fields["legal_profile"].required


def test_nothing_is_asked_where_no_profile_was_loaded(recruiter):
    assert "legal_profile" not in form_for(recruiter).fields


def test_the_vacancy_opens_under_the_law_that_was_chosen(client, recruiter):
    make_profile(country="MD")
    chosen = make_profile(country="RU")
    grid, manager = make_grid(), make_user(Role.HIRING_MANAGER)
    client.force_login(recruiter)
    address = f"{reverse('recruiting:vacancy_new')}?role={grid.role.key}"
    sent = {
        "grid": grid.pk,
        "title": "Specialist",
        "openings": 1,
        "target_date": timezone.localdate().isoformat(),
        "shortlist_size": 3,
        "pipeline": make_pipeline().pk,
        "legal_profile": chosen.pk,
        "recruiters": [recruiter.pk],
        "hiring_managers": [manager.pk],
    }
    assert client.post(address, sent).status_code == 302
    assert Vacancy.objects.get().legal_profile == chosen


def test_the_recruiter_changes_it_while_nobody_has_applied_and_the_change_is_kept(vacancy, recruiter):
    first, second = make_profile(), make_profile()
    under(vacancy, first, recruiter)
    under(vacancy, second, recruiter)
    vacancy.refresh_from_db()
    assert vacancy.legal_profile == second
    assert changes() == [
        ("legal_profile", "", first.name, recruiter.pk),
        ("legal_profile", first.name, second.name, recruiter.pk),
    ]


def test_after_the_first_application_only_an_administrator_changes_it(vacancy, recruiter):
    first, second, administrator = make_profile(), make_profile(), make_user(Role.ADMIN)
    under(vacancy, first, recruiter)
    make_application(vacancy)
    with pytest.raises(Refused, match="An administrator"):
        under(vacancy, second, recruiter)
    vacancy.refresh_from_db()
    assert vacancy.legal_profile == first
    under(vacancy, second, administrator)
    assert changes()[-1] == ("legal_profile", first.name, second.name, administrator.pk)


def test_a_repeated_click_leaves_one_change(vacancy, recruiter):
    profile = make_profile()
    under(vacancy, profile, recruiter)
    with pytest.raises(AlreadyDone):
        under(vacancy, profile, recruiter)
    assert len(changes()) == 1


def test_the_page_of_the_vacancy_says_it_and_offers_the_change_only_to_who_may(client, vacancy, recruiter):
    profile = make_profile()
    under(vacancy, profile, recruiter)
    client.force_login(recruiter)
    about = reverse("recruiting:vacancy_settings", args=[vacancy.pk])
    offered = reverse("recruiting:vacancy_profile", args=[vacancy.pk])
    assert offered in client.get(about).content.decode()
    make_application(vacancy)
    content = client.get(about).content.decode()
    assert str(profile) in content
    assert offered not in content


@pytest.mark.parametrize("sent", ["", "0", "9" * 30, "²", "x"])
def test_a_choice_that_does_not_exist_is_answered_with_words(client, vacancy, recruiter, sent):
    client.force_login(recruiter)
    address = reverse("recruiting:vacancy_profile", args=[vacancy.pk])
    response = client.post(address, {"profile": sent, "back": "vacancy"}, follow=True)
    assert "Choose the law." in [str(message) for message in response.context["messages"]]
    assert changes() == []
