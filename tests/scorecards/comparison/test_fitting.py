"""Parameters are estimated in the background from ended vacancies and stored with a version; a request only reads."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from config.celery import app
from recruiting.enums import ApplicationState, Reveal, VacancyState
from recruiting.models import Application, Vacancy
from scorecards.domain import fitting
from scorecards.domain.comparing import compare
from scorecards.domain.deciding import Proposal, decide
from scorecards.domain.proving import prove
from scorecards.domain.snapshot import snapshot_of
from scorecards.enums import Outcome
from scorecards.measurement import model
from scorecards.models import FittedParameters, Scorecard
from scorecards.tasks import fit_parameters
from tests.factories import make_card, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db

LEVELS = [(3, 4), (2, 2), (4, 5), (3, 3), (5, 4), (1, 2), (4, 3), (2, 4), (3, 5), (4, 4), (2, 3), (5, 5), (3, 2)]


def fill(world, *, candidates: int = 13) -> None:
    """Two ratings from each of four interviewers on every candidate: 8 a candidate."""
    for first, second in LEVELS[:candidates]:
        strict = max(1, first - 1)
        world.rated([first, second], [strict, second], [first, max(1, second - 1)], [first, second])


def end(vacancy: Vacancy) -> None:
    closed = {"state": ApplicationState.REJECTED, "closed_at": timezone.now(), "no_letter_reason": "Told by phone."}
    Application.objects.filter(vacancy=vacancy).update(**closed)
    Vacancy.objects.filter(pk=vacancy.pk).update(state=VacancyState.FILLED, closed_at=timezone.now())


def another_vacancy(world) -> Vacancy:
    return make_vacancy(grid=world.vacancy.grid, recruiter=world.recruiter, hiring_manager=world.manager)


def fit() -> list[FittedParameters]:
    return fitting.fit_all(now=timezone.now())


def test_an_ended_vacancy_gives_its_family_a_first_version(world):
    fill(world)
    end(world.vacancy)
    [fitted] = fit()
    shape = (fitted.family, fitted.version, fitted.ratings, fitted.candidates, fitted.raters)
    assert shape == (world.vacancy.role.family, 1, 104, 13, 4)


def test_what_is_stored_is_the_penalised_estimate_of_these_ratings(world):
    fill(world)
    end(world.vacancy)
    [fitted] = fit()
    ratings = [
        (card.application_id, card.interviewer_id, rating.item.competency_id, rating.level)
        for card in Scorecard.objects.prefetch_related("ratings__item")
        for rating in card.ratings.all()
    ]
    assert fitted.components == pytest.approx(model.fit(sorted(ratings)))


def test_the_same_ratings_are_not_fitted_twice(world):
    fill(world)
    end(world.vacancy)
    fit()
    assert fit() == []


def test_new_ratings_make_a_new_version_and_keep_the_old_one(world):
    fill(world)
    end(world.vacancy)
    fit()
    world.vacancy = another_vacancy(world)
    fill(world, candidates=1)
    end(world.vacancy)
    assert [(one.version, one.ratings) for one in fit()] == [(2, 112)]
    assert list(FittedParameters.objects.values_list("version", flat=True)) == [2, 1]


def test_too_few_ratings_are_not_fitted(world):
    fill(world, candidates=12)
    end(world.vacancy)
    assert fit() == []


def test_from_300_ratings_the_organisation_gives_the_medians(world, monkeypatch):
    monkeypatch.setattr(fitting, "LEAST_FOR_MEDIANS", 104)
    fill(world)
    end(world.vacancy)
    organisation, family = fit()
    assert (organisation.family, family.family) == ("", world.vacancy.role.family)
    assert family.components != organisation.components


def running(world) -> None:
    """Nothing is ended."""


def with_a_draft(world) -> None:
    """Ended, while somebody may still seal a card, and so is kept blind."""
    late = make_interview(
        Application.objects.first(), make_user(Role.INTERVIEWER), stage=Application.objects.first().stage
    )
    make_card(late, late.seats.first().interviewer, submitted=False)
    end(world.vacancy)


def opened_at_the_debrief(world) -> None:
    """Ended, with cards that never opened to colleagues."""
    world.vacancy.stages.update(reveal=Reveal.AT_DEBRIEF)
    end(world.vacancy)


@pytest.mark.parametrize("state", [running, with_a_draft, opened_at_the_debrief])
def test_what_somebody_may_still_be_kept_blind_from_is_left_out(world, state):
    fill(world)
    state(world)
    assert fit() == []


def test_cards_that_are_not_independent_are_left_out(world):
    fill(world)
    end(world.vacancy)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Scorecard.objects.filter(interviewer=world.interviewers[0]).update(independent=False)
        cursor.execute("SET session_replication_role = origin")
    assert fit() == []


def test_a_comparison_takes_its_familys_newest_version(world):
    fill(world)
    end(world.vacancy)
    [fitted] = fit()
    world.vacancy = another_vacancy(world)
    fill(world, candidates=3)
    comparison = compare(vacancy=world.vacancy, user=world.manager)
    assert comparison.components == fitted.components
    assert snapshot_of(comparison)["model"]["parameters"] == {"family": fitted.family, "version": 1}


def test_another_family_goes_without(world):
    fill(world)
    end(world.vacancy)
    fit()
    other = make_vacancy()
    other.role.family = "elsewhere"
    assert fitting.parameters_for(other) is None


def test_a_decision_is_recomputed_from_the_version_it_stood_on(world):
    fill(world)
    end(world.vacancy)
    fit()
    world.vacancy = another_vacancy(world)
    fill(world, candidates=3)
    best = compare(vacancy=world.vacancy, user=world.manager).columns[0].application
    made = decide(
        application=best,
        proposal=Proposal(outcome=Outcome.HIRE, rationale="The best.", departure_reason="Asked for."),
        by=world.manager,
        now=timezone.now(),
    )
    FittedParameters.objects.create(
        family=world.vacancy.role.family,
        version=2,
        candidate=1,
        candidate_competency=1,
        rater=1,
        candidate_rater=1,
        residual=1,
        ratings=1,
        candidates=1,
        raters=1,
        source="x",
        fitted_at=timezone.now(),
    )
    made.refresh_from_db()
    assert prove(made).differences == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scorecards_fittedparameters SET rater = 9",
        "DELETE FROM scorecards_fittedparameters",
        "TRUNCATE scorecards_fittedparameters",
    ],
)
def test_a_version_is_never_changed(world, statement):
    fill(world)
    end(world.vacancy)
    fit()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_task_has_a_queue_of_its_own():
    route = app.amqp.router.route({}, fit_parameters.name)
    assert route["queue"].name == "measurement"


def test_the_command_says_what_it_added(world, capsys):
    fill(world)
    end(world.vacancy)
    call_command("fit_parameters")
    call_command("fit_parameters")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"{world.vacancy.role.family}: version 1 from 104 ratings",
        "No new ratings, or too few of them: nothing was fitted.",
    ]


def test_the_page_says_from_what_the_parameters_were_estimated(client, world):
    fill(world)
    end(world.vacancy)
    fit()
    world.vacancy = another_vacancy(world)
    fill(world, candidates=3)
    client.force_login(world.manager)
    page = client.get(f"/vacancies/{world.vacancy.pk}/compare/").content.decode()
    assert "estimated from 104 ratings of ended vacancies of this role family" in page
