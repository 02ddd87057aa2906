"""Each question of the kit is asked, skipped or replaced; two pages never overwrite each other unseen."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from recruiting.domain.errors import AlreadyDone, Refused
from scorecards.domain.marking import Mark, kit_of, mark_questions, questions_asked
from scorecards.domain.submission import submit_card
from scorecards.enums import Asked, CardState
from scorecards.models import QuestionMark, Scorecard
from tests.factories import make_application, make_vacancy
from tests.scorecards.places import Place, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_place()


def mark(place: Place, marks: dict, **fields):
    return mark_questions(
        interview=place.interview,
        application=place.application,
        by=fields.pop("by", place.person),
        marks=marks,
        now=timezone.now(),
        **fields,
    )


def questions(place: Place) -> list[int]:
    return [row.pk for row in place.interview.stage.kit.order_by("order")]


def test_marks_are_kept_by_question(place):
    first, second = questions(place)
    assert mark(place, {first: Mark("asked"), second: Mark("replaced", "What about nights?")}) == []
    assert questions_asked(place.card) == {
        first: Mark("asked", "", 1),
        second: Mark("replaced", "What about nights?", 1),
    }


def test_first_mark_begins_the_card_and_the_page_saves_on(place):
    mark(place, {questions(place)[0]: Mark("asked")})
    assert (place.card.state, place.card.version) == (CardState.DRAFT, 0)
    assert place.save(place.answers(), seen=0).version == 1


def test_nothing_marked_begins_nothing(place):
    assert mark(place, {key: Mark() for key in questions(place)}) == []
    assert not Scorecard.objects.exists()


def test_a_changed_mind_keeps_the_words(place):
    first, _second = questions(place)
    mark(place, {first: Mark("replaced", "What about nights?")})
    mark(place, {first: Mark("asked", "What about nights?", 1)})
    assert questions_asked(place.card)[first] == Mark("asked", "What about nights?", 2)


def test_a_question_marked_elsewhere_is_a_clash_and_nothing_is_kept(place):
    first, second = questions(place)
    mark(place, {first: Mark("skipped")}, writer="phone")
    clashes = mark(place, {first: Mark("asked"), second: Mark("asked")}, writer="desk")
    assert [(one.question.pk, one.mine.mark, one.saved.mark) for one in clashes] == [(first, "asked", "skipped")]
    assert set(questions_asked(place.card)) == {first}


def test_a_page_that_missed_the_answer_is_no_clash(place):
    first, _second = questions(place)
    mark(place, {first: Mark("skipped")}, writer="phone")
    assert mark(place, {first: Mark("asked")}, writer="phone") == []


def test_other_questions_of_a_stale_page_are_kept(place):
    first, second = questions(place)
    mark(place, {first: Mark("skipped")}, writer="phone")
    assert mark(place, {first: Mark("skipped"), second: Mark("asked")}, writer="desk") == []


def test_a_settled_clash_is_kept(place):
    first, _second = questions(place)
    mark(place, {first: Mark("skipped")}, writer="phone")
    assert mark(place, {first: Mark("asked")}, writer="desk", settled={first: 1}) == []
    assert questions_asked(place.card)[first].mark == Asked.ASKED


def test_settled_against_an_older_mark_is_asked_again(place):
    first, _second = questions(place)
    mark(place, {first: Mark("skipped")}, writer="phone")
    mark(place, {first: Mark("replaced", "Nights?", 1)}, writer="phone")
    assert len(mark(place, {first: Mark("asked")}, writer="desk", settled={first: 1})) == 1


def test_a_sealed_card_takes_no_mark(place):
    first, _second = questions(place)
    mark(place, {first: Mark("asked")})
    card = place.save(place.answers())
    submit_card(card=card, seen_version=card.version, by=place.person, now=timezone.now())
    with pytest.raises(AlreadyDone):
        mark(place, {first: Mark("skipped", "", 1)})
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        QuestionMark.objects.update(mark="skipped")


@pytest.mark.parametrize("wrong", [Mark("liked"), Mark("replaced", "x" * 2_001)])
def test_what_no_honest_page_sends_is_refused(place, wrong):
    with pytest.raises(Refused):
        mark(place, {questions(place)[0]: wrong})


def test_a_question_of_another_kit_is_refused(place):
    other = make_application(make_vacancy()).stage.kit.first()
    with pytest.raises(Refused):
        mark(place, {other.pk: Mark("asked")})


def test_the_kit_with_its_marks_is_one_query(place, django_assert_num_queries):
    mark(place, {questions(place)[0]: Mark("asked")})
    card = place.card
    with django_assert_num_queries(1):
        kit = kit_of(place.interview, card)
        assert [(row.marked.mark, row.question.item.name[:10]) for row in kit] == [
            ("asked", "Competency"),
            ("", "Competency"),
        ]


def posted(place: Place, **marks) -> dict:
    seen = {f"seen-{key}": 0 for key in questions(place)}
    return seen | {name.replace("_", "-"): value for name, value in marks.items()}


REPLACED = {"asked": "replaced", "instead": "Nights?"}


def test_marks_without_scripts(client, place):
    client.force_login(place.person)
    first, second = questions(place)
    data = posted(place) | {f"asked-{first}": "replaced", f"instead-{first}": "Nights?", f"asked-{second}": "skipped"}
    page = client.post(place.address("marks_save"), data, follow=True)
    assert page.redirect_chain == [(place.address("kit"), 302)]
    assert "The marks are saved." in page.content.decode()
    assert "Nights?" in page.content.decode()
    assert set(questions_asked(place.card)) == {first, second}


def test_a_clash_shows_both_and_keeps_what_was_typed(client, place):
    client.force_login(place.person)
    first, _second = questions(place)
    mark(place, {first: Mark("skipped")}, writer="phone")
    data = posted(place) | {f"asked-{first}": "replaced", f"instead-{first}": "Nights?", "writer": "desk"}
    page = client.post(place.address("marks_save"), data)
    assert page.status_code == 409
    words = page.content.decode()
    assert re.findall(rf'name="keep-asked-{first}" value="(\w+)"( checked)?', words) == [("mine", ""), ("saved", "")]
    assert "Replaced: Nights?" in words
    for keep, kept in (("saved", "skipped"), ("mine", "replaced")):
        client.post(place.address("marks_save"), data | {f"keep-asked-{first}": keep, f"settles-{first}": 1})
        assert questions_asked(place.card)[first].mark == kept


@pytest.mark.parametrize(("choice", "kept"), [("mine", "replaced"), ("saved", "skipped")])
def test_what_was_chosen_of_one_clash_stays_chosen_while_another_is_asked_about(client, place, choice, kept):
    client.force_login(place.person)
    first, second = questions(place)
    mark(place, {first: Mark("skipped"), second: Mark("skipped")}, writer="phone")
    here = {f"{name}-{key}": value for key in (first, second) for name, value in REPLACED.items()}
    data = posted(place) | here | {"writer": "desk"}
    made = {f"keep-asked-{first}": choice, f"settles-{first}": 1}
    again = client.post(place.address("marks_save"), data | made)
    assert (again.status_code, questions_asked(place.card)[first].mark) == (409, "skipped")
    hidden = dict(
        re.findall(
            r'type="hidden" form="marks" name="((?:keep-asked|settles)-\d+)" value="(\w+)"', again.content.decode()
        )
    )
    assert client.post(place.address("marks_save"), data | hidden | {f"keep-asked-{second}": "mine"}).status_code == 302
    assert [questions_asked(place.card)[key].mark for key in (first, second)] == [kept, "replaced"]


def test_marks_saved_by_themselves_answer_with_the_new_revisions(client, place):
    client.force_login(place.person)
    first, second = questions(place)
    data = posted(place) | {f"asked-{first}": "asked"}
    page = client.post(place.address("marks_save"), data, headers={"X-Requested-With": "autosave"}).content.decode()
    assert re.findall(r'id="seen-(\d+)" value="(\d)"', page) == [(str(first), "1"), (str(second), "0")]
    assert "Marks saved at" in page


def test_a_sign_the_database_does_not_take_costs_no_words(client, place):
    key = questions(place)[0]
    client.force_login(place.person)
    sent = {f"seen-{key}": "0", f"asked-{key}": "replaced", f"instead-{key}": "What about\0 nights?"}
    assert client.post(place.address("marks_save"), sent).status_code == 302
    assert questions_asked(place.card) == {key: Mark("replaced", "What about nights?", 1)}
