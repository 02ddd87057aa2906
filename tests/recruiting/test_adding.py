"""Adding a person: once per vacancy, one record for one person where the asker may know it."""

from datetime import UTC, datetime

import pytest

from accounts.enums import Role
from recruiting.domain.adding import AlreadyCandidate, KnownPerson, Person, add_candidate, normal_email
from recruiting.domain.errors import Refused
from recruiting.domain.uploads import examine
from recruiting.enums import Scope, Source, VacancyState
from recruiting.models import Application, Candidate
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy
from tests.recruiting.documents import PDF, upload

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ANA = Person(full_name="Ana Rusu", email="ana@example.org", phone="+37369123456", language="ro", city="Bălți")


@pytest.fixture
def vacancy(db):
    return make_vacancy()


def added(vacancy, person: Person = ANA, **changes) -> Application:
    values = {
        "vacancy": vacancy,
        "person": person,
        "source": Source.REFERRAL,
        "is_internal": False,
        "by": vacancy.created_by,
        "now": NOW,
    }
    return add_candidate(**values | changes)


def test_the_person_stands_in_the_first_stage_for_candidates(vacancy):
    vacancy.stages.filter(key="review").update(scope=Scope.VACANCY)
    application = added(vacancy, is_internal=True)
    assert (application.stage.key, application.stage_since, application.applied_at) == ("interview", NOW, NOW)
    assert (application.source, application.is_internal, application.state) == ("referral", True, "active")
    person = application.candidate
    assert (person.full_name, person.email, person.phone, person.language, person.city) == (
        "Ana Rusu",
        "ana@example.org",
        "+37369123456",
        "ro",
        "Bălți",
    )
    assert (person.added_by, person.added_at) == (vacancy.created_by, NOW)


def test_the_history_begins_with_the_adding(vacancy):
    step = added(vacancy).moves.get()
    assert (step.from_stage, step.to_stage.key, step.by, step.at) == (None, "review", vacancy.created_by, NOW)


def test_the_cv_is_kept_under_a_path_that_says_nothing(vacancy):
    application = added(vacancy, file=examine(upload("Ana Rusu.pdf", PDF)))
    file = application.candidate.files.get()
    assert (file.name, file.kind, file.content_type, file.size) == ("Ana Rusu.pdf", "cv", "application/pdf", len(PDF))
    assert file.content.name == f"candidates/{application.candidate.uid}/{file.uid}"
    assert file.content.read() == PDF
    file.content.close()


@pytest.mark.parametrize("typed", ["ana@example.org", " ANA@Example.ORG ", "ａna@example.org"])
def test_one_address_is_one_candidate_of_a_vacancy(vacancy, typed):
    first = added(vacancy)
    with pytest.raises(AlreadyCandidate) as refusal:
        added(vacancy, Person("Ana R.", typed, "", "ro"), separate=True)
    assert refusal.value.application == first
    assert refusal.value.message == "Ana Rusu is already a candidate for this vacancy."


def test_a_closed_application_counts_as_well(vacancy):
    make_application(vacancy, candidate=make_candidate(email="ana@example.org"), state="rejected")
    with pytest.raises(AlreadyCandidate):
        added(vacancy)


def test_people_without_an_address_are_different_people(vacancy):
    added(vacancy, Person("Ana", "", "+37369123456", "ro"))
    added(vacancy, Person("Ana", "", "+37369123457", "ro"))
    assert Candidate.objects.count() == 2


def test_the_same_phone_number_is_asked_about(vacancy):
    first = added(vacancy, Person("Ana Rusu", "", "+37369123456", "ro"))
    with pytest.raises(KnownPerson, match="Ana Rusu has the same phone number") as known:
        added(vacancy, Person("Ion Rusu", "", "+37369123456", "ro"))
    assert known.value.candidate == first.candidate
    assert added(vacancy, Person("Ion Rusu", "", "+37369123456", "ro"), separate=True).candidate != first.candidate


def test_contacts_that_a_seat_does_not_open_are_not_recognised(vacancy):
    elsewhere = make_application()
    make_interview(elsewhere, vacancy.created_by)
    assert added(vacancy, Person("Ana", elsewhere.candidate.email, "", "ro")).candidate != elsewhere.candidate


def test_a_record_merged_meanwhile_is_not_used(vacancy):
    old, kept = make_candidate(email="ana@example.org"), make_candidate()
    make_application(make_vacancy(recruiter=vacancy.created_by), candidate=kept)
    Candidate.objects.filter(pk=old.pk).update(merged_into=kept)
    with pytest.raises(KnownPerson) as known:
        added(vacancy)
    assert known.value.candidate == kept
    with pytest.raises(Refused):
        added(vacancy, known=old)
    assert added(vacancy, known=kept).candidate == kept


def test_a_person_known_from_another_vacancy_of_the_asker_is_offered(vacancy):
    known = added(make_vacancy(recruiter=vacancy.created_by)).candidate
    with pytest.raises(KnownPerson) as offer:
        added(vacancy)
    assert offer.value.candidate == known
    assert not vacancy.applications.exists()


def test_the_offered_record_is_taken_as_it_stands(vacancy):
    known = added(make_vacancy(recruiter=vacancy.created_by)).candidate
    application = added(vacancy, Person("Another name", "ana@example.org", "", "en"), known=known)
    assert application.candidate == known
    known.refresh_from_db()
    assert (known.full_name, known.language) == ("Ana Rusu", "ro")


def test_the_asker_may_say_that_it_is_another_person(vacancy):
    known = added(make_vacancy(recruiter=vacancy.created_by)).candidate
    assert added(vacancy, separate=True).candidate != known


def test_a_person_whom_the_asker_may_not_see_is_never_hinted_at(vacancy):
    foreign = added(make_vacancy()).candidate
    application = added(vacancy)
    assert application.candidate != foreign


def test_a_record_out_of_reach_or_with_another_address_cannot_be_taken(vacancy):
    foreign = added(make_vacancy()).candidate
    with pytest.raises(Refused, match="another e-mail"):
        added(vacancy, known=foreign)
    other = make_application(make_vacancy(recruiter=vacancy.created_by)).candidate
    with pytest.raises(Refused, match="another e-mail"):
        added(vacancy, known=other)


@pytest.mark.parametrize("state", [VacancyState.DRAFT, VacancyState.FILLED, VacancyState.CLOSED])
def test_nobody_is_added_to_a_vacancy_that_does_not_run(db, state):
    with pytest.raises(Refused, match="not open"):
        added(make_vacancy(state=state))
    assert not Candidate.objects.exists()


def test_an_address_is_kept_in_one_form():
    assert normal_email(" Ana@Example.ORG\n") == "ana@example.org"


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_once_adds_one_person():
    vacancy = make_vacancy(recruiter=make_user(Role.HR))
    outcomes = at_once(lambda: added(vacancy), lambda: added(vacancy))
    assert {type(outcome) for outcome in outcomes} == {Application, AlreadyCandidate}
    assert (vacancy.applications.count(), Candidate.objects.count()) == (1, 1)


def test_a_second_press_for_somebody_else_without_an_address_adds_nobody(vacancy):
    person = Person("Ion Rusu", "", ANA.phone, "ro")
    added(vacancy)
    with pytest.raises(KnownPerson):
        added(vacancy, person)
    added(vacancy, person, separate=True)
    with pytest.raises(AlreadyCandidate):
        added(vacancy, person, separate=True)
    assert vacancy.applications.count() == 2
