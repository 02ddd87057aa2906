"""What a short save writes and tells: a click on a level, the first save of a card, and what neither may do."""

import pytest
from django.db import connection
from django.utils import timezone, translation

from accounts.enums import Role
from competencies.enums import Section
from competencies.models import GridItem
from recruiting.enums import InterviewState, Presence
from recruiting.models import Attendance, Candidate, DeclaredRule, Interview, Seat, Stage
from scorecards.domain.answers import Answer, answers_of
from scorecards.domain.filling import save_card
from scorecards.domain.jotting import Whole, jot, jot_of
from scorecards.domain.marking import Mark, mark_questions
from scorecards.enums import Asked, CardState
from scorecards.models import Rating, RatingsSeen, Scorecard
from tests.at_once import at_once
from tests.factories import make_user
from tests.scorecards.places import Place, close, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client) -> Place:
    place = make_place()
    client.force_login(place.person)
    return place


@pytest.fixture
def begun(place) -> Place:
    place.save(place.answers(3, 3), writer="desk")
    return place


def post(client, place: Place, version: int, **fields):
    """Fields without a competency's number speak of the first one."""
    named = {
        name if name in ("summary", "recommendation") else f"{name}-{place.items[0].pk}": fields[name]
        for name in fields
    }
    return client.post(place.address("card_jot"), {"version": version, "writer": "desk", **named})


def refused(client, place: Place, **fields) -> bool:
    """Whether the whole card is asked for and nothing was begun."""
    return post(client, place, 0, **(fields or {"level": "4"})).status_code == 409 and not place.card_exists


def test_a_click_on_a_level_is_saved_and_the_rest_stays(client, begun):
    told = post(client, begun, 1, level="5").json()
    first, second = begun.card.ratings.order_by("item__order")
    assert (first.level, first.evidence, second.level) == (5, "Said so.", 3)
    assert (told["version"], told["answered"], told["bar"]) == (2, "2/2", "2 of 2 answered")


def test_not_observed_takes_the_level_away(client, begun):
    post(client, begun, 1, level="none")
    first = begun.card.ratings.order_by("item__order").first()
    assert (first.level, first.not_observed) == (None, True)


def test_the_first_save_begins_the_card_as_the_long_way_does(client, place):
    other = make_place()
    answers = {other.items[0].pk: Answer(level=4)}
    long_way = other.save(other.answers(3, 3).__class__(answers), writer="desk")
    told = post(client, place, 0, level="4").json()
    assert (told["version"], told["answered"]) == (1, "1/2")
    own = {"id", "application_id", "stage_id", "interviewer_id", "interview_id", "created_at", "saved_at", "salt"}
    columns = [field.attname for field in Scorecard._meta.concrete_fields if field.attname not in own]
    assert [getattr(place.card, name) for name in columns] == [getattr(long_way, name) for name in columns]
    assert len(place.card.salt) == 32
    assert answers_of(place.card).items == {place.items[0].pk: Answer(level=4)}
    assert place.card.stage_id == place.interview.stage_id


def test_what_was_begun_short_is_sealed_the_long_way(client, place):
    post(client, place, 0, level="4")
    data = place.posted(place.answers(4, 3), version=1, writer="desk")
    client.post(place.address("card_submit"), data)
    assert (place.card.state, place.card.ratings.count()) == (CardState.SUBMITTED, 2)


def test_the_first_words_can_be_the_summary_alone(client, place):
    assert post(client, place, 0, summary="Calm.").json()["answered"] == "0/2"
    assert (place.card.summary, place.card.ratings.count()) == ("Calm.", 0)


def test_a_card_begun_after_reading_colleagues_is_not_independent(client, place):
    seen = {"user": place.person, "application": place.application, "stage": place.interview.stage}
    RatingsSeen.objects.create(**seen, first_at=timezone.now())
    post(client, place, 0, level="4")
    assert not place.card.independent


def test_several_competencies_go_together(client, place):
    first, second = (item.pk for item in place.items)
    fields = {
        f"level-{first}": "4",
        f"level-{second}": "none",
        f"situation-{second}": "A hotel.",
        "recommendation": "yes",
    }
    told = client.post(place.address("card_jot"), {"version": 0, "writer": "desk", **fields}).json()
    assert (told["answered"], set(told["tags"])) == ("2/2", {str(first), str(second)})
    assert told["gaps"] == {str(first): None, str(second): None, "recommendation": None}
    assert place.card.recommendation == "yes"


@pytest.mark.parametrize(
    ("fields", "tag", "gap"),
    [
        ({"level": "3"}, "rated", None),
        ({"level": "none"}, "none", None),
        ({"level": "5"}, "evidence", "evidence"),
        ({"level": "5", "situation": "A hotel."}, "rated", None),
        ({"level": "5", "evidence": " \n\t "}, "evidence", "evidence"),
        ({"evidence": "Rang back."}, "unanswered", "level"),
        ({"level": "3", "result_measured": "on"}, "rated", "baseline"),
        ({"level": "3", "result_measured": "on", "baseline": "60 %"}, "rated", "period"),
    ],
)
def test_the_mark_and_the_gap_are_those_of_the_page(client, place, fields, tag, gap):
    item = place.items[0]
    told = post(client, place, 0, **fields).json()
    assert told["tags"] == {str(item.pk): tag}
    page = client.get(place.address()).content.decode()
    if gap is None:
        assert told["gaps"] == {str(item.pk): None}
        assert f'<li data-gap="{item.pk}">' not in page
        return
    anchor, message = told["gaps"][str(item.pk)]
    assert anchor.startswith(f"{gap}-{item.pk}")
    assert f'<li data-gap="{item.pk}"><a href="#{anchor}">{message}</a></li>' in page


def test_the_gap_speaks_the_language_of_the_page(client, place):
    place.person.language = "ru"
    place.person.save()
    told = post(client, place, 0, level="5").json()
    with translation.override("ru"):
        name = place.items[0].name
    assert name in told["gaps"][str(place.items[0].pk)][1]
    assert "answered" not in told["bar"]


def test_no_card_is_begun_without_a_seat(client, place):
    Seat.objects.update(removed_at=timezone.now())
    assert refused(client, place)


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.HR])
def test_no_card_is_begun_by_somebody_else(client, place, role):
    client.force_login(make_user(role))
    assert refused(client, place)


@pytest.mark.parametrize("state", [InterviewState.CANCELLED, InterviewState.TECHNICAL_FAILURE])
def test_no_card_is_begun_on_a_meeting_that_did_not_happen(client, place, state):
    Interview.objects.update(state=state)
    assert refused(client, place)


def test_no_card_is_begun_on_an_absent_candidate(client, place):
    Attendance.objects.update(presence=Presence.NO_SHOW)
    assert refused(client, place)


def test_no_card_is_begun_on_a_closed_application(client, place):
    close(place.application)
    assert refused(client, place)


def test_no_card_is_begun_on_an_erased_person(client, place):
    Candidate.objects.update(erased_at=timezone.now(), full_name="", name_sort="", email="", phone="", city="")
    assert refused(client, place)


def test_no_card_is_begun_on_a_stage_without_competencies(client, place):
    Stage.covers.through.objects.all().delete()
    assert refused(client, place, summary="Words.")


def test_no_card_is_begun_by_a_competency_of_another_stage(client, place):
    foreign = make_place().items[0].pk
    answer = client.post(place.address("card_jot"), {"version": 0, f"level-{foreign}": "3"})
    assert (answer.status_code, place.card_exists) == (409, False)


def test_a_void_card_does_not_stand_in_the_way_of_a_new_one(client, begun):
    Scorecard.objects.update(state=CardState.VOID, closed_at=timezone.now())
    assert post(client, begun, 0, level="4").status_code == 200
    assert Scorecard.objects.live().get().version == 1


def test_a_card_begun_by_a_mark_on_a_question_goes_on(client, place):
    question = place.interview.stage.kit.first()
    mark_questions(
        interview=place.interview,
        application=place.application,
        by=place.person,
        marks={question.pk: Mark(Asked.ASKED)},
        now=timezone.now(),
    )
    assert post(client, place, 0, level="4").json()["version"] == 1
    assert (place.card.version, place.card.question_marks.count(), place.card.ratings.count()) == (1, 1, 1)


def test_no_level_is_written_once_the_ratings_are_sealed(client, begun):
    data = begun.posted(begun.answers(3, 3), version=1, writer="desk")
    client.post(begun.address("card_ratings"), data)
    assert begun.card.ratings_are_sealed
    assert post(client, begun, begun.card.version, level="5").status_code == 409
    assert Rating.objects.filter(level=5).count() == 0


def with_extra(place: Place) -> int:
    """A competency outside the plan that was rated, by its id."""
    extra = place.items[1]
    place.interview.stage.covers.remove(extra)
    save_card(
        interview=place.interview,
        application=place.application,
        by=place.person,
        seen_version=1,
        answers=place.answers(3, 3),
        now=timezone.now(),
        writer="desk",
    )
    return extra.pk


def test_words_about_a_competency_outside_the_plan_go_short(client, begun):
    extra = with_extra(begun)
    send = {"version": begun.card.version, "writer": "desk", f"evidence-{extra}": "Seen twice."}
    told = client.post(begun.address("card_jot"), send).json()
    assert (told["answered"], told["tags"], told["gaps"]) == ("1/1", {str(extra): "rated"}, {str(extra): None})


def test_a_competency_outside_the_plan_begins_short_and_falls_away_when_emptied(client, begun):
    extra = begun.items[1]
    begun.interview.stage.covers.remove(extra)
    Rating.objects.filter(item=extra).delete()
    told = post(client, begun, 1, evidence="Rang back.") and client.post(
        begun.address("card_jot"), {"version": 2, "writer": "desk", f"evidence-{extra.pk}": "Seen."}
    )
    assert told.json()["tags"] == {str(extra.pk): "unanswered"}
    assert begun.card.ratings.get(item=extra).evidence == "Seen."
    emptied = client.post(begun.address("card_jot"), {"version": 3, "writer": "desk", f"evidence-{extra.pk}": ""})
    assert emptied.json()["gaps"] == {str(extra.pk): None}
    assert not begun.card.ratings.filter(item=extra).exists()


def test_a_competency_of_the_supplement_that_the_vacancy_left_out_asks_for_the_whole(client, begun):
    extra = begun.items[1]
    begun.interview.stage.covers.remove(extra)
    Rating.objects.filter(item=extra).delete()
    foreign = make_place().items[0]
    data = {"version": 1, "writer": "desk", f"level-{foreign.pk}": "4"}
    assert client.post(begun.address("card_jot"), data).status_code == 409
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        GridItem.objects.filter(pk=extra.pk).update(section=Section.SUPPLEMENT)
        DeclaredRule.objects.update(with_supplement=False)
        cursor.execute("SET LOCAL session_replication_role = origin")
    data = {"version": 1, "writer": "desk", f"level-{extra.pk}": "4"}
    assert client.post(begun.address("card_jot"), data).status_code == 409


def test_a_page_that_missed_the_answer_is_taken_and_another_page_is_not(client, place):
    assert post(client, place, 0, level="4").status_code == 200
    assert post(client, place, 0, evidence="Rang back.").json()["version"] == 2
    other = {"version": 1, "writer": "phone", f"evidence-{place.items[0].pk}": "On the phone."}
    assert client.post(place.address("card_jot"), other).status_code == 409
    nameless = {"version": 1, "writer": "", f"evidence-{place.items[0].pk}": "On the phone."}
    assert client.post(place.address("card_jot"), nameless).status_code == 409
    assert answers_of(place.card).of(place.items[0]) == Answer(level=4, evidence="Rang back.")


@pytest.mark.django_db(transaction=True)
def test_two_first_saves_at_once_make_one_card():
    place = make_place()

    def save(writer: str):
        texts = jot_of({f"level-{place.items[0].pk}": "4"})
        where = {"interview": place.interview.pk, "application": place.application.pk, "by": place.person}
        return jot(**where, seen_version=0, texts=texts, writer=writer, now=timezone.now()).version

    results = at_once(lambda: save("one"), lambda: save("two"))
    assert sorted(map(str, results)) == ["", "1"]
    assert [type(one) for one in results if one != 1] == [Whole]
    assert Scorecard.objects.count() == 1


def kinds(place: Place) -> dict[str, tuple[int, dict]]:
    return {
        "first": (0, {"level": "4"}),
        "first words": (0, {"evidence": "Rang back."}),
        "level": (1, {"level": "4"}),
        "text": (1, {"evidence": "Rang back."}),
        "recommendation": (1, {"recommendation": "yes"}),
    }


@pytest.mark.parametrize("kind", ["first", "first words", "level", "text", "recommendation"])
def test_three_queries_session_user_and_the_save(client, place, django_assert_num_queries, kind):
    version, fields = kinds(place)[kind]
    if version:
        place.save(place.answers(3, 3), writer="desk")
    with django_assert_num_queries(3):
        assert post(client, place, version, **fields).status_code == 200
