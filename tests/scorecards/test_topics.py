"""Topics to probe: words only, looked through by another person, and shown to nobody too early."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.notes import add_note
from recruiting.enums import TeamFunction
from scorecards.domain.debrief import close_debrief, open_debrief
from scorecards.domain.recusing import recuse
from scorecards.domain.topics import leave_topic, passed_topics, review_topic
from scorecards.domain.verdicts import ratings_in, verdicts_in
from scorecards.enums import RecusalReason, TopicState
from scorecards.models import Topic
from tests.factories import make_card, make_interview, make_seat, make_user
from tests.scorecards.places import Place, close, make_place

pytestmark = pytest.mark.django_db
WORDS = "How she counted first-call resolution."


@pytest.fixture
def place() -> Place:
    """The interviewer has rated; the manager's stage is still to come."""
    place = make_place()
    make_card(place.interview, place.person)
    return place


def member(place: Place, function: TeamFunction):
    return place.application.vacancy.members.get(function=function).user


def manager_stage(place: Place):
    return place.application.vacancy.stages.get(key="manager")


def leave(place: Place, text: str = WORDS, **fields) -> Topic:
    fields = {"by": place.person, "stage": manager_stage(place), **fields}
    return leave_topic(application=place.application, text=text, now=timezone.now(), **fields)


def review(topic: Topic, by, state=TopicState.PASSED, text: str = WORDS) -> Topic:
    return review_topic(topic=topic, state=state, text=text, by=by, now=timezone.now())


def test_a_topic_shows_only_once_it_passed(place):
    topic = leave(place)
    assert passed_topics(place.application, manager_stage(place)) == []
    review(topic, member(place, TeamFunction.RECRUITER), text="First-call resolution: how it was counted.")
    assert passed_topics(place.application, manager_stage(place)) == ["First-call resolution: how it was counted."]
    topic.refresh_from_db()
    assert topic.text == WORDS


def test_a_withheld_topic_never_shows(place):
    review(leave(place), member(place, TeamFunction.RECRUITER), TopicState.WITHHELD)
    assert passed_topics(place.application, manager_stage(place)) == []


def test_it_is_shown_in_the_kit_of_its_stage_without_its_author(place, client):
    review(leave(place), member(place, TeamFunction.RECRUITER))
    later = make_user(Role.INTERVIEWER)
    meeting = make_interview(
        place.application, later, stage=manager_stage(place), starts_at=timezone.now() + timedelta(days=1)
    )
    client.force_login(later)
    for name in ("kit", "card"):
        page = client.get(reverse(f"scorecards:{name}", args=[meeting.pk, place.application.pk])).content.decode()
        assert page.count(WORDS) == 1
        assert place.person.full_name not in page


def test_the_kit_of_its_own_stage_stays_without_it(place, client):
    review(leave(place), member(place, TeamFunction.RECRUITER))
    client.force_login(place.interview.created_by)
    assert WORDS not in client.get(place.address("kit")).content.decode()


def test_nobody_leaves_a_topic_before_having_rated(place):
    late = make_user(Role.INTERVIEWER)
    make_seat(place.interview, late)
    with pytest.raises(Refused, match="Submit your scorecard first"):
        leave(place, by=late)


def test_a_reviewer_who_still_owes_a_card_neither_reads_nor_passes(place, client):
    topic = leave(place)
    recruiter = member(place, TeamFunction.RECRUITER)
    make_seat(place.interview, recruiter)
    with pytest.raises(Refused):
        review(topic, recruiter)
    client.force_login(recruiter)
    page = client.get(reverse("scorecards:topics", args=[place.application.pk])).content.decode()
    assert WORDS not in page


def test_a_reviewer_who_stepped_off_a_panel_reads_topics_and_notes_once_the_debrief_is_closed(place, client):
    topic, recruiter = leave(place), member(place, TeamFunction.RECRUITER)
    manager, now = member(place, TeamFunction.HIRING_MANAGER), timezone.now()
    add_note(application=place.application, text="Sounded unsure.", by=recruiter, now=now)
    ahead = make_interview(place.application, manager, starts_at=now + timedelta(days=1))
    recuse(interview=ahead, by=manager, reason=RecusalReason.RELATED, note="", now=now)
    with pytest.raises(Refused):
        review(topic, manager)
    client.force_login(manager)
    pages = [reverse(name, args=[place.application.pk]) for name in ("scorecards:topics", "recruiting:application")]

    def told() -> list[bool]:
        return [
            words in client.get(page).content.decode()
            for page, words in zip(pages, (WORDS, "Sounded unsure."), strict=True)
        ]

    assert told() == [False, False]
    debrief = open_debrief(application=place.application, by=recruiter, now=now)
    close_debrief(debrief=debrief, by=recruiter, now=now)
    assert told() == [True, True]


def test_an_interviewer_reads_only_own_topics(place, client):
    leave(place)
    other = make_user(Role.INTERVIEWER)
    make_seat(place.interview, other)
    make_card(place.interview, other)
    client.force_login(other)
    assert WORDS not in client.get(reverse("scorecards:topics", args=[place.application.pk])).content.decode()


def test_nobody_looks_own_topics_through(place):
    recruiter = member(place, TeamFunction.RECRUITER)
    topic = leave(place, by=recruiter)
    with pytest.raises(Refused, match="Another person"):
        review(topic, recruiter)
    with pytest.raises(IntegrityError, match="topic_reviewed_by_another"), transaction.atomic():
        Topic.objects.update(state="passed", reviewed_by=recruiter, reviewed_at=timezone.now())
    review(topic, member(place, TeamFunction.HIRING_MANAGER))


def test_a_second_review_is_told(place):
    topic = leave(place)
    review(topic, member(place, TeamFunction.RECRUITER))
    with pytest.raises(AlreadyDone):
        review(topic, member(place, TeamFunction.HIRING_MANAGER), TopicState.WITHHELD)


@pytest.mark.parametrize(
    "text",
    ["She is a 2 of 5 at most", "Rated 4 for calm", "Оценка 2 за вежливость", "4 балла", "Nivel 2 la calm", "nota 5"],
)
def test_ratings_are_refused_by_writer_and_by_reviewer(place, text):
    with pytest.raises(Refused, match="never holds a rating"):
        leave(place, text)
    topic = leave(place)
    with pytest.raises(Refused, match="never holds a rating"):
        review(topic, member(place, TeamFunction.RECRUITER), text=text)


@pytest.mark.parametrize(
    "text",
    [WORDS, "Evening shifts 2 of 4 weeks", "Смены по вечерам: 5 дней", "Ture de noapte", "24/7 support, 3 tools"],
)
def test_plain_topics_hold_neither(text):
    assert (ratings_in(text), verdicts_in(text)) == ([], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Weak in conflicts, do not hire", ["weak", "hire"]),
        ("Слабая сторона — цифры, я бы отказала", ["слабая", "отказала"]),
        ("Foarte slabă la cifre, de respins", ["slabă", "respins"]),
    ],
)
def test_verdicts_are_found_in_three_languages(text, found):
    assert verdicts_in(text) == found


def test_a_verdict_is_asked_about_once(place, client):
    client.force_login(place.person)
    url = reverse("scorecards:topics", args=[place.application.pk])
    data = {"text": "Weak in conflicts", "stage": manager_stage(place).pk}
    page = client.post(url, data)
    assert page.status_code == 422
    assert "This sounds like a verdict: “weak”" in page.content.decode()
    assert "Weak in conflicts" in page.content.decode()
    assert client.post(url, data | {"sure": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"), [("en", "“weak”, “hire”"), ("ru", "«weak», «hire»"), ("ro", "„weak”, „hire”")]
)
def test_the_words_stand_in_the_quotes_of_the_language(place, client, language, words):
    place.person.language = language
    place.person.save()
    client.force_login(place.person)
    data = {"text": "Weak in conflicts, do not hire", "stage": manager_stage(place).pk}
    page = client.post(reverse("scorecards:topics", args=[place.application.pk]), data)
    assert words in page.content.decode()


def test_words_are_kept_as_written(place):
    leave(place)
    with pytest.raises(IntegrityError, match="kept as written"), transaction.atomic():
        Topic.objects.update(text="Other words")
    with pytest.raises(IntegrityError, match="kept as written"), transaction.atomic():
        Topic.objects.all().delete()


def test_a_stage_that_is_over_takes_no_topic(place):
    with pytest.raises(Refused, match="This stage is over"):
        leave(place, stage=place.application.vacancy.stages.get(key="review"))


def test_a_closed_application_takes_no_topic(place, client):
    close(place.application)
    client.force_login(member(place, TeamFunction.RECRUITER))
    address = reverse("scorecards:topics", args=[place.application.pk])
    assert client.get(address).context["leaves"] is False
    answer = client.post(address, {"text": WORDS, "stage": manager_stage(place).pk})
    assert (answer.status_code, Topic.objects.exists()) == (422, False)


def test_review_by_the_page(place, client):
    topic = leave(place)
    client.force_login(member(place, TeamFunction.RECRUITER))
    url = reverse("scorecards:topic_review", args=[place.application.pk, topic.pk])
    assert client.post(url, {"state": "passed", "text": "A 2 of 5"}).status_code == 422
    assert client.post(url, {"state": "passed", "text": "Counting of resolution"}).status_code == 302
    assert passed_topics(place.application, manager_stage(place)) == ["Counting of resolution"]
