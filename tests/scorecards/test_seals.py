"""What the database itself refuses once a card is submitted, whoever asks it."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from scorecards.enums import CardState, DeclineReason
from scorecards.models import Rating, Scorecard
from tests.erasing import way_open
from tests.factories import make_application, make_card
from tests.scorecards.places import make_place

pytestmark = pytest.mark.django_db

OTHER_ITEM = "(SELECT max(id) FROM competencies_griditem)"
REFUSED = {
    "rating level": "UPDATE scorecards_rating SET level = 1",
    "rating taken back": "UPDATE scorecards_rating SET level = NULL",
    "rating not observed": "UPDATE scorecards_rating SET level = NULL, not_observed = true",
    "rating measured": "UPDATE scorecards_rating SET result_measured = true",
    "rating text": "UPDATE scorecards_rating SET evidence = 'Other words'",
    "rating star": "UPDATE scorecards_rating SET action = 'Added later'",
    "rating moved": f"UPDATE scorecards_rating SET item_id = {OTHER_ITEM}",
    "rating deleted": "DELETE FROM scorecards_rating",
    "rating added": "INSERT INTO scorecards_rating (scorecard_id, item_id, level, not_observed, evidence, situation, "
    f"task, action, result, result_measured) SELECT id, {OTHER_ITEM}, 5, false, '', '', '', '', '', false "
    "FROM scorecards_scorecard",
    "card recommendation": "UPDATE scorecards_scorecard SET recommendation = 'strong_no'",
    "card opened again": "UPDATE scorecards_scorecard SET state = 'draft'",
    "card voided": "UPDATE scorecards_scorecard SET state = 'void'",
    "card digest": "UPDATE scorecards_scorecard SET digest = repeat('1', 64)",
    "card content of the seal": "UPDATE scorecards_scorecard SET seal = '{}'",
    "card time": "UPDATE scorecards_scorecard SET closed_at = closed_at + interval '1 hour'",
    "card independence": "UPDATE scorecards_scorecard SET independent = false",
    "card summary": "UPDATE scorecards_scorecard SET summary = 'Other words'",
    "card salt": "UPDATE scorecards_scorecard SET salt = repeat('1', 32)",
    "card deleted": "DELETE FROM scorecards_scorecard",
    "ratings emptied": "TRUNCATE scorecards_rating",
    "cards emptied": "TRUNCATE scorecards_scorecard CASCADE",
}
ALLOWED = {
    "rating text erased": "UPDATE scorecards_rating SET evidence = '', situation = '', action = ''",
    "summary erased": "UPDATE scorecards_scorecard SET summary = ''",
    "salt erased": "UPDATE scorecards_scorecard SET salt = ''",
}


@pytest.fixture
def place():
    """A sealed card with texts in every field that may be erased, and a third competency outside its stage."""
    place = make_place(items=3)
    place.interview.stage.covers.remove(place.items[2])
    card = make_card(place.interview, place.person, levels=[3, 4], submitted=False, summary="Calm and exact.")
    Rating.objects.filter(scorecard=card).update(situation="A hotel.", action="Rang back.")
    Scorecard.objects.filter(pk=card.pk).update(
        state=CardState.SUBMITTED, closed_at=card.saved_at, digest="0" * 64, seal={"sealed": True}
    )
    connection.check_constraints()  # TRUNCATE waits for none: what is deferred is checked first
    return place


def run(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED)
def test_refused_after_submission(place, sql):
    with pytest.raises(IntegrityError, match=r"sealed|append-only|refuse|only"):
        run(sql)


@pytest.mark.parametrize("sql", ALLOWED.values(), ids=ALLOWED)
def test_erasing_the_person_is_allowed(place, sql):
    with way_open(place.application.candidate) as cursor:
        cursor.execute(sql)
        assert cursor.rowcount > 0


@pytest.mark.parametrize("sql", ALLOWED.values(), ids=ALLOWED)
def test_nothing_is_emptied_outside_an_erasure(place, sql):
    with pytest.raises(IntegrityError, match="sealed"):
        run(sql)


@pytest.mark.parametrize("sql", ALLOWED.values(), ids=ALLOWED)
def test_nothing_is_emptied_by_the_erasure_of_somebody_else(place, sql):
    with pytest.raises(IntegrityError, match="sealed"), way_open(make_application().candidate) as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED)
def test_an_erasure_changes_no_fact_and_writes_no_words(place, sql):
    connection.check_constraints()
    with pytest.raises(IntegrityError), way_open(place.application.candidate) as cursor:
        cursor.execute(sql)


def test_an_erasure_takes_its_words_out_of_the_texts_of_others_and_nothing_else(place):
    other = make_application().candidate
    with way_open(other, "calm") as cursor:
        cursor.execute("UPDATE scorecards_scorecard SET summary = rubrika_redacted(summary)")
    assert Scorecard.objects.get().summary == "[…] and exact."
    with pytest.raises(IntegrityError, match="sealed"), way_open(other, "calm") as cursor:
        cursor.execute("UPDATE scorecards_scorecard SET summary = '[…] and wrong.'")


def test_text_cannot_come_back_once_erased(place):
    with way_open(place.application.candidate) as cursor:
        cursor.execute(ALLOWED["rating text erased"])
    with pytest.raises(IntegrityError, match="sealed"):
        run("UPDATE scorecards_rating SET evidence = 'Said and did so.'")


def test_draft_is_free():
    place = make_place()
    make_card(place.interview, place.person, submitted=False)
    for name in ("rating level", "rating text", "rating deleted", "card recommendation", "card deleted"):
        assert run(REFUSED[name]) > 0


def test_ratings_of_a_declined_card_are_kept_too():
    place = make_place()
    card = make_card(place.interview, place.person, submitted=False)
    Scorecard.objects.filter(pk=card.pk).update(state=CardState.DECLINED, decline_reason=DeclineReason.CONFLICT)
    with pytest.raises(IntegrityError, match="sealed"):
        run("UPDATE scorecards_rating SET level = 1")


CONSTRAINTS = {
    "scorecard_once": lambda place: make_card(place.interview, place.person, submitted=False),
    "rating_level_or_not_observed": lambda place: run("UPDATE scorecards_rating SET level = 3, not_observed = true"),
    "rating_once_per_item": lambda place: Rating.objects.create(scorecard=place.card, item=place.items[0], level=3),
    "scorecard_submitted_is_sealed": lambda place: run("UPDATE scorecards_scorecard SET state = 'submitted'"),
    "scorecard_declined_has_reason": lambda place: run("UPDATE scorecards_scorecard SET state = 'declined'"),
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_constraint_is_kept(name):
    place = make_place()
    make_card(place.interview, place.person, submitted=False)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CONSTRAINTS[name](place)


def test_level_off_the_scale_is_refused():
    place = make_place()
    make_card(place.interview, place.person, submitted=False)
    with pytest.raises(IntegrityError, match="rating_level_or_not_observed"):
        run("UPDATE scorecards_rating SET level = 6")
