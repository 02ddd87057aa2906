"""What a card holds beside the planned competencies: competencies added, exercises, critical errors, claims."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from recruiting.enums import ClaimSource, ClaimState
from recruiting.models import Claim
from scorecards.domain.answers import LONGEST_TEXT, Answer, Result, Verified, answers_of
from scorecards.domain.card_seal import seal_holds
from scorecards.domain.gaps import gaps_of
from scorecards.domain.sheet import sheet_for
from scorecards.domain.submission import Unfinished, submit_card
from scorecards.enums import CardState, CriticalKind
from scorecards.models import ClaimMark, CriticalError, ExerciseResult, Rating, Scorecard
from tests.erasing import way_open
from tests.factories.exercises import make_categories, make_chat, make_kit_exercise, make_test
from tests.scorecards.places import make_place, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client):
    """A stage that plans two of the grid's three competencies."""
    place = make_place(items=3)
    place.interview.stage.covers.remove(place.items[2])
    place.extra = place.items.pop()
    client.force_login(place.person)
    return place


def make_claim(place, text="Led ten people") -> Claim:
    """A claim from the candidate's own papers, which the panel prepares with."""
    return Claim.objects.create(
        application=place.application,
        text=text,
        source=ClaimSource.CV,
        by=place.interview.created_by,
        at=place.interview.starts_at - timezone.timedelta(days=1),
    )


def save(client, place, **extra):
    return client.post(place.address("card_save"), place.posted(place.answers(), **extra))


def submit(client, place, **extra):
    data = place.posted(place.answers(), version=place.card.version if Scorecard.objects.exists() else 0, **extra)
    return client.post(place.address("card_submit"), data)


def test_planned_competencies_come_first_and_others_can_be_added(client, place):
    page = client.get(place.address()).content.decode()
    assert f'<option value="{place.extra.pk}">' in page
    assert f'id="rate-{place.extra.pk}"' not in page


def test_an_added_competency_is_shown_at_once_and_nothing_is_stored_of_it(client, place):
    answer = save(client, place, add=str(place.extra.pk))
    assert answer.url == f"{place.address()}?add={place.extra.pk}#rate-{place.extra.pk}"
    assert f'id="rate-{place.extra.pk}"' in client.get(answer.url).content.decode()
    assert Rating.objects.filter(item=place.extra).count() == 0


def test_a_rated_competency_outside_the_plan_is_kept_and_sealed(client, place):
    extra = {"extra": [str(place.extra.pk)], f"level-{place.extra.pk}": "4"}
    submit(client, place, **extra)
    assert (place.card.state, place.card.ratings.get(item=place.extra).level) == (CardState.SUBMITTED, 4)


def test_an_added_competency_left_empty_is_no_gap_and_falls_away(client, place):
    submit(client, place, extra=[str(place.extra.pk)])
    assert place.card.state == CardState.SUBMITTED
    assert not place.card.ratings.filter(item=place.extra).exists()


def test_an_added_competency_that_was_emptied_is_taken_away(client, place):
    save(client, place, extra=[str(place.extra.pk)], **{f"level-{place.extra.pk}": "4"})
    save(client, place, version=1, extra=[str(place.extra.pk)], **{f"level-{place.extra.pk}": ""})
    assert not Rating.objects.filter(item=place.extra).exists()


def test_a_competency_of_another_vacancy_cannot_be_added(client, place):
    other = make_place().items[0]
    save(client, place, extra=[str(other.pk)], **{f"level-{other.pk}": "4"})
    assert not Rating.objects.filter(item=other).exists()


@pytest.mark.parametrize("missing", ["baseline", "period", "source"])
def test_a_measured_result_names_baseline_period_and_source(place, missing):
    measures = {"baseline": "74 %", "period": "March to August", "source": "CRM report", missing: " "}
    answer = Answer(level=3, result="81 %", result_measured=True, **measures)
    card = place.save(place.answers().with_item(place.items[0].pk, **answer.__dict__))
    result = submit_card(card=card, seen_version=1, by=place.person, now=timezone.now())
    assert isinstance(result, Unfinished)
    assert [(gap.code, gap.field) for gap in result.gaps] == [("measure", f"{missing}-{place.items[0].pk}")]


def test_measures_are_kept_as_typed(client, place):
    key = place.items[0].pk
    save(client, place, **{f"result_measured-{key}": "on", f"baseline-{key}": "74 %", f"period-{key}": "אביב 😀"})
    answer = answers_of(place.card).of(place.items[0])
    assert (answer.result_measured, answer.baseline, answer.period) == (True, "74 %", "אביב 😀")


def test_a_critical_error_is_kept_with_what_happened(client, place):
    save(client, place, **{"critical-rudeness": "on", "critical_what-rudeness": "Called the client stupid."})
    assert list(CriticalError.objects.values_list("kind", "what")) == [("rudeness", "Called the client stupid.")]


def test_words_about_a_critical_error_mark_it(client, place):
    save(client, place, **{"critical_what-untruth": "Said he had the certificate."})
    assert answers_of(place.card).errors == {CriticalKind.UNTRUTH: "Said he had the certificate."}


def test_a_critical_error_without_words_is_named_with_a_link_to_its_field(client, place):
    answer = submit(client, place, **{"critical-promise": "on"})
    assert answer.status_code == 422
    assert '<a class="rk-link" href="#critical_what-promise">' in answer.content.decode()
    assert place.card.state == CardState.DRAFT


def test_a_critical_error_taken_back_is_gone(client, place):
    save(client, place, **{"critical-rudeness": "on", "critical_what-rudeness": "Shouted."})
    save(client, place, version=1)
    assert CriticalError.objects.count() == 0


def test_a_critical_error_lowers_no_level_and_blocks_no_seal(client, place):
    submit(client, place, **{"critical-rudeness": "on", "critical_what-rudeness": "Shouted."})
    assert (place.card.state, {rating.level for rating in place.card.ratings.all()}) == (CardState.SUBMITTED, {3})


def test_the_sheet_of_an_exercise_is_on_the_card_with_its_clients_and_nothing_chosen(client, place):
    exercise = make_kit_exercise(place.interview.stage, make_chat())
    page = client.get(place.address()).content.decode()
    for field in ("c1", "c2", "t1", "t2"):
        assert f'name="mark-{exercise.pk}-{field}"' in page
    assert "Plays Rude. [en]" in page
    assert " selected" not in page


def test_marks_and_note_of_an_exercise_are_kept(client, place):
    exercise = make_kit_exercise(place.interview.stage, make_chat())
    key = exercise.pk
    save(client, place, **{f"mark-{key}-c1": "4", f"mark-{key}-t2": "none", f"exercise_note-{key}": "Kind to all."})
    assert answers_of(place.card).results == {key: Result(None, {"c1": "4", "t2": "none"}, "Kind to all.")}


def test_an_exercise_needs_a_mark_or_the_note_why_it_was_left_out(client, place):
    exercise = make_kit_exercise(place.interview.stage)
    refused = submit(client, place)
    assert (refused.status_code, "Chat [en] has no result: mark it, or note why" in text_of(refused)) == (422, True)
    assert f'href="#exercise_note-{exercise.pk}"' in refused.content.decode()
    assert submit(client, place, **{f"exercise_note-{exercise.pk}": "No time was left."}).status_code == 302
    assert (place.card.state, place.card.results.get().marks) == (CardState.SUBMITTED, {})


@pytest.mark.parametrize("seen", [{"mark-{key}-c1": "4"}, {"mark-{key}-c1": "none"}, {"exercise_note-{key}": "Late."}])
def test_one_part_of_an_exercise_is_enough(client, place, seen):
    exercise = make_kit_exercise(place.interview.stage)
    submit(client, place, **{name.format(key=exercise.pk): value for name, value in seen.items()})
    assert place.card.state == CardState.SUBMITTED


@pytest.mark.parametrize(("score", "label"), [("2", "Talks too much"), ("20", "Normal"), ("30", "Closed")])
def test_a_test_takes_the_number_and_shows_band_and_verdict_after_saving(client, place, score, label):
    exercise = make_kit_exercise(place.interview.stage, make_test())
    save(client, place, **{f"score-{exercise.pk}": score})
    assert place.card.results.get().score == int(score)
    page = client.get(place.address()).content.decode()
    reading = page[page.index(f'id="reading-{exercise.pk}"') :].split("</div>")[0]
    assert label in reading
    assert ("Does not pass" in reading) == (label != "Normal")


@pytest.mark.parametrize("score", ["33", "-1", "many", "1.5", "٣", "9" * 40])
def test_a_score_outside_the_scale_is_told_at_its_field_and_stays(client, place, score):
    exercise = make_kit_exercise(place.interview.stage, make_test())
    answer = save(client, place, **{f"score-{exercise.pk}": score})
    if score == "٣":  # a digit of another script is a number too
        assert (answer.status_code, place.card.results.get().score) == (302, 3)
        return
    assert answer.status_code == 422
    assert "A whole number from 0 to 32 is expected." in text_of(answer)
    assert f'value="{score}"' in answer.content.decode()


def test_a_weak_indicator_is_flagged_and_nothing_is_added_up(client, place):
    exercise = make_kit_exercise(place.interview.stage, make_categories(indicators=5))
    marks = {f"indicator-{exercise.pk}-side_{side}": "low" if side == 3 else "high" for side in range(1, 6)}
    save(client, place, **marks)
    reading = client.get(place.address()).content.decode().split(f'id="reading-{exercise.pk}"')[1].split("</div>")[0]
    assert "Side 3 [en]" in reading
    assert [f"Side {side} [en]" in reading for side in (1, 2, 4, 5)] == [False] * 4
    assert place.card.results.get().score is None


def test_an_outcome_that_is_a_word_has_its_verdict(client, place):
    exercise = make_kit_exercise(place.interview.stage, make_categories())
    save(client, place, **{f"category-{exercise.pk}": "low"})
    assert "Low [en]" in text_of(client.get(place.address()))
    assert answers_of(place.card).results[exercise.pk].marks == {"category": "low"}


def test_a_mark_off_the_list_is_refused(client, place):
    exercise = make_kit_exercise(place.interview.stage)
    assert save(client, place, **{f"mark-{exercise.pk}-c1": "9"}).status_code == 422


def test_a_stage_with_exercises_alone_takes_a_card(client, place):
    place.interview.stage.covers.clear()
    place.items.clear()
    exercise = make_kit_exercise(place.interview.stage, make_test())
    submit(client, place, **{f"score-{exercise.pk}": "20"})
    assert place.card.state == CardState.SUBMITTED


def test_a_finding_reaches_the_claim_only_with_the_seal(client, place):
    claim = make_claim(place)
    found = {f"claim-{claim.pk}": "false", f"claim_evidence-{claim.pk}": "The employer named three people."}
    save(client, place, **found)
    claim.refresh_from_db()
    assert (claim.state, claim.checks.count()) == (ClaimState.UNVERIFIED, 0)
    submit(client, place, **found)
    claim.refresh_from_db()
    check = claim.checks.get()
    assert (claim.state, check.by, check.sighted) == (ClaimState.FALSE, place.person, False)


def test_a_claim_judged_without_saying_how_is_a_gap(client, place):
    claim = make_claim(place)
    answer = submit(client, place, **{f"claim-{claim.pk}": "confirmed"})
    assert answer.status_code == 422
    assert f'href="#claim_evidence-{claim.pk}"' in answer.content.decode()


def test_a_claim_of_another_candidate_is_not_on_the_card(client, place):
    foreign = make_claim(make_place(), "Speaks five languages")
    save(client, place, **{f"claim-{foreign.pk}": "false", f"claim_evidence-{foreign.pk}": "No."})
    assert "Speaks five languages" not in text_of(client.get(place.address()))
    assert ClaimMark.objects.count() == 0


def filled(client, place) -> Scorecard:
    """A sealed card with everything a card can hold."""
    exercise, claim, key = make_kit_exercise(place.interview.stage, make_test()), make_claim(place), place.items[0].pk
    submit(
        client,
        place,
        **{f"result_measured-{key}": "on", f"baseline-{key}": "a", f"period-{key}": "b", f"source-{key}": "c"},
        **{"critical-rudeness": "on", "critical_what-rudeness": "Shouted."},
        **{f"score-{exercise.pk}": "2", f"exercise_note-{exercise.pk}": "Talked over the client."},
        **{f"claim-{claim.pk}": "confirmed", f"claim_evidence-{claim.pk}": "Rang the employer."},
    )
    return Scorecard.objects.get()


def test_the_seal_covers_every_part(client, place):
    card = filled(client, place)
    assert seal_holds(card)
    assert [len(card.seal[name]) for name in ("ratings", "errors", "results", "claims")] == [2, 1, 1, 1]


def test_the_seal_outlives_erased_words_of_every_part(client, place):
    card = filled(client, place)
    with way_open(place.application.candidate):
        CriticalError.objects.update(what="")
        ExerciseResult.objects.update(note="")
        ClaimMark.objects.update(evidence="")
        Rating.objects.update(baseline="", period="", source="", evidence="")
    assert seal_holds(Scorecard.objects.get(pk=card.pk))


CHANGES = {
    "error kind": (CriticalError, {"kind": "promise"}),
    "error words": (CriticalError, {"what": "Whispered."}),
    "score": (ExerciseResult, {"score": 20}),
    "marks": (ExerciseResult, {"marks": {"c1": "5"}}),
    "note": (ExerciseResult, {"note": "Listened."}),
    "finding": (ClaimMark, {"state": "false"}),
    "how it was found": (ClaimMark, {"evidence": "Guessed."}),
    "baseline": (Rating, {"baseline": "z"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_database_refuses_to_rewrite_a_part_of_a_sealed_card(client, place, name):
    filled(client, place)
    model, change = CHANGES[name]
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.parametrize("name", CHANGES)
def test_the_seal_notices_what_a_superuser_could_rewrite(client, place, rewriting, name):
    card = filled(client, place)
    model, change = CHANGES[name]
    with rewriting():
        model.objects.update(**change)
    assert not seal_holds(Scorecard.objects.get(pk=card.pk))


@pytest.mark.parametrize("model", [CriticalError, ExerciseResult, ClaimMark])
def test_the_database_refuses_to_take_a_part_away(client, place, model):
    filled(client, place)
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        model.objects.all().delete()


def test_the_sealed_card_shows_everything_again(client, place):
    filled(client, place)
    words = text_of(client.get(place.address()))
    for part in (
        "Rudeness to a client",
        "Shouted.",
        "Talks too much",
        "Does not pass",
        "Rang the employer.",
        "Led ten",
    ):
        assert part in words
    assert words.index("Shouted.") < words.index(place.items[0].name)


def test_texts_at_their_limit_fit_everywhere(client, place):
    exercise, long = make_kit_exercise(place.interview.stage), "א😀" * (LONGEST_TEXT // 2)
    answer = save(client, place, **{"critical_what-promise": long, f"exercise_note-{exercise.pk}": long})
    assert answer.status_code == 302
    saved = answers_of(place.card)
    assert (saved.errors["promise"], saved.results[exercise.pk].note) == (long, long)


def test_a_stale_save_names_every_part_that_differs(client, place):
    exercise, claim = make_kit_exercise(place.interview.stage, make_test()), make_claim(place)
    save(client, place, **{f"score-{exercise.pk}": "2", "critical_what-rudeness": "Shouted."})
    stale = save(client, place, **{f"score-{exercise.pk}": "20", f"claim_evidence-{claim.pk}": "Rang."})
    assert stale.status_code == 409
    fields = [f"score-{exercise.pk}", f"claim_evidence-{claim.pk}", "critical-rudeness", "critical_what-rudeness"]
    for field in fields:
        assert f'name="keep-{field}" value="mine"' in stale.content.decode()
    choices = {f"keep-{field}": "saved" for field in fields} | {f"keep-{fields[1]}": "mine"}
    settled = save(client, place, settles=1, **{f"claim_evidence-{claim.pk}": "Rang."}, **choices)
    assert settled.status_code == 302
    saved = answers_of(place.card)
    assert (saved.results[exercise.pk].score, saved.errors) == (2, {"rudeness": "Shouted."})
    assert saved.claims == {claim.pk: Verified("unverified", "Rang.")}


def test_nothing_is_missing_on_a_card_with_every_answer(place):
    from scorecards.domain.assignments import find_assignment

    card = place.save(place.answers())
    found = find_assignment(interview=place.interview.pk, application=place.application.pk, by=place.person)
    assert gaps_of(answers_of(card), sheet_for(found)) == []


def test_the_kit_shows_the_exercises_of_its_stage(client, place):
    make_kit_exercise(place.interview.stage, make_chat())
    words = text_of(client.get(place.address("kit")))
    for part in ("Chat [en]", "How Chat goes. [en]", "Plays Rude. [en]", "Keeps promises [en]"):
        assert part in words
