"""Publishing copies the library into the grid and closes it; whatever is missing is named first."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone, translation

from competencies.domain.copying import digest_of
from competencies.domain.errors import Conflict, Refused
from competencies.domain.publishing import publish, retire
from competencies.enums import GridState, Section
from competencies.models import Anchor, Competency, Grid, GridAnchor, GridItem, GridQuestion, Question
from tests.factories import make_competency, make_grid, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ru", "ro")


def codes(grid: Grid) -> list[str]:
    """The codes of what stands in the way of publishing."""
    with pytest.raises(Refused) as refusal:
        publish(grid=grid, by=make_user(), now=timezone.now())
    return [blocker.code for blocker in refusal.value.blockers]


def test_publishing_copies_every_text_in_every_language():
    competency = make_competency("Focus", questions=2)
    grid = make_grid(competencies=[competency], published=False)
    hr, now = make_user(), timezone.now()

    publish(grid=grid, by=hr, now=now)

    item = GridItem.objects.get(grid=grid)
    for language in LANGUAGES:
        assert getattr(item, f"name_{language}") == f"Focus [{language}]"
        assert getattr(item, f"definition_{language}") == f"What Focus is. [{language}]"
    library = Question.objects.order_by("key")
    fields = [
        f"{field}_{language}" for field in ("text", "checks", "strong", "weak", "follow_ups") for language in LANGUAGES
    ]
    copied = GridQuestion.objects.filter(item=item).values_list("question_id", "format", "minutes", *fields)
    assert list(copied) == list(library.values_list("pk", "format", "minutes", *fields))
    texts = [f"text_{language}" for language in LANGUAGES]
    assert list(GridAnchor.objects.filter(item=item).values_list("level", *texts)) == list(
        Anchor.objects.filter(competency=competency).values_list("level", *texts)
    )


def test_publishing_says_who_and_when_and_leaves_a_digest_of_the_copy():
    grid = make_grid(published=False)
    hr, now = make_user(), timezone.now()

    published = publish(grid=grid, by=hr, now=now)

    assert (published.state, published.published_by, published.published_at) == (GridState.PUBLISHED, hr, now)
    assert len(published.digest) == 64
    assert published.digest == digest_of(published)


def test_the_language_of_the_person_does_not_change_the_copy():
    competency = make_competency("Focus")
    digests = []
    for language in ("ru", "en"):
        grid = make_grid(competencies=[competency], published=False)
        with translation.override(language):
            publish(grid=grid, by=None, now=timezone.now())
        item = grid.items.get()
        digests.append([item.name_en, item.name_ru, item.anchors.get(level=1).text_ro, item.questions.get().strong_en])

    assert digests[0] == digests[1]
    assert digests[0][:2] == ["Focus [en]", "Focus [ru]"]


def test_a_later_edit_of_the_library_never_reaches_the_copy():
    grid = make_grid(published=False)
    publish(grid=grid, by=None, now=timezone.now())
    before = digest_of(grid)

    Competency.objects.update(name_en="Renamed", definition_ru="Переписано")
    Anchor.objects.update(text_ro="Rescris")
    Question.objects.update(strong_en="Rewritten")
    grid.refresh_from_db()

    assert digest_of(grid) == before == grid.digest
    assert not GridItem.objects.filter(name_en="Renamed").exists()
    assert not GridQuestion.objects.filter(strong_en="Rewritten").exists()


def test_the_digest_tells_two_grids_apart():
    competency = make_competency()
    three, four = (make_grid(competencies=[competency], required_level=level, published=False) for level in (3, 4))

    digests = {publish(grid=grid, by=None, now=timezone.now()).digest for grid in (three, four)}

    assert len(digests) == 2


class TestBlockers:
    def test_an_empty_grid(self):
        assert codes(make_grid(competencies=[], published=False)) == ["no_items"]

    @pytest.mark.parametrize("weight", [Decimal("49.99"), Decimal("50.01")])
    def test_weights_that_miss_100(self, weight):
        grid = make_grid(items=2, published=False)
        GridItem.objects.filter(grid=grid, order=1).update(weight=weight)

        assert codes(grid) == ["weights"]

    def test_a_supplement_is_summed_by_itself(self):
        grid = make_grid(competencies=[make_competency() for _ in range(3)], published=False)
        grid.items.filter(order=1).update(weight=100)
        grid.items.filter(order=2).update(weight=60, section=Section.SUPPLEMENT)
        grid.items.filter(order=3).update(weight=40, section=Section.SUPPLEMENT)
        Grid.objects.filter(pk=grid.pk).update(supplement_share=30)
        grid.refresh_from_db()

        assert publish(grid=grid, by=None, now=timezone.now()).state == GridState.PUBLISHED

    def test_a_supplement_that_misses_100(self):
        grid = make_grid(items=2, published=False)
        grid.items.filter(order=1).update(weight=100)
        grid.items.filter(order=2).update(weight=99, section=Section.SUPPLEMENT)
        Grid.objects.filter(pk=grid.pk).update(supplement_share=30)

        assert codes(grid) == ["supplement_weights"]

    def test_a_supplement_without_a_share_of_the_whole(self):
        grid = make_grid(items=2, published=False)
        grid.items.filter(order=1).update(weight=100)
        grid.items.filter(order=2).update(weight=100, section=Section.SUPPLEMENT)

        assert codes(grid) == ["supplement_share"]

    def test_a_share_without_a_supplement(self):
        grid = make_grid(published=False)
        Grid.objects.filter(pk=grid.pk).update(supplement_share=30)

        assert codes(grid) == ["supplement_empty"]

    def test_a_grid_that_requires_nothing(self):
        assert codes(make_grid(required_level=1, published=False)) == ["nothing_required"]

    def test_one_requirement_is_enough(self):
        grid = make_grid(items=2, required_level=1, published=False)
        grid.items.filter(order=2).update(required_level=2)

        assert publish(grid=grid, by=None, now=timezone.now()).state == GridState.PUBLISHED

    @pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
    def test_a_level_that_nobody_described(self, level):
        grid = make_grid(items=1, published=False)
        Anchor.objects.filter(level=level).delete()

        assert codes(grid) == ["anchors"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_an_anchor_that_is_missing_in_one_language(self, language):
        grid = make_grid(items=1, published=False)
        Anchor.objects.filter(level=4).update(**{f"text_{language}": ""})

        with pytest.raises(Refused) as refusal:
            publish(grid=grid, by=make_user(), now=timezone.now())

        (blocker,) = refusal.value.blockers
        assert (blocker.code, blocker.detail) == ("anchors", f"Missing: 4 {language.upper()}.")
        assert blocker.anchor == f"item-{grid.items.get().competency.key}"

    @pytest.mark.parametrize("field", ["name", "definition"])
    def test_a_competency_that_is_not_translated(self, field):
        grid = make_grid(items=1, published=False)
        Competency.objects.update(**{f"{field}_ro": None})

        assert codes(grid) == ["definition"]

    def test_an_item_without_a_question(self):
        grid = make_grid(competencies=[make_competency(questions=0), make_competency()], published=False)

        assert codes(grid) == ["questions"]

    @pytest.mark.parametrize("field", ["text", "checks", "strong", "weak"])
    def test_a_question_that_is_not_translated(self, field):
        grid = make_grid(items=1, published=False)
        Question.objects.update(**{f"{field}_ru": ""})

        assert codes(grid) == ["question_texts"]

    def test_everything_is_named_at_once(self):
        grid = make_grid(competencies=[make_competency(anchors=False, questions=0)], published=False)
        grid.items.update(weight=90, required_level=1)

        assert codes(grid) == ["weights", "nothing_required", "anchors", "questions"]

    def test_a_refused_grid_stays_a_draft_without_copies(self):
        grid = make_grid(competencies=[make_competency(questions=0)], published=False)
        codes(grid)

        grid.refresh_from_db()
        assert (grid.state, grid.digest, GridAnchor.objects.count()) == (GridState.DRAFT, "", 0)


def test_a_draft_that_changed_since_it_was_seen_is_not_published():
    grid = make_grid(published=False)
    other = make_user(full_name="Ana Rusu")
    Grid.objects.filter(pk=grid.pk).update(revision=1, saved_by=other, saved_at=timezone.now())

    with pytest.raises(Conflict, match="Ana Rusu saved this draft") as conflict:
        publish(grid=grid, by=make_user(), now=timezone.now())

    assert conflict.value.grid.state == GridState.DRAFT


def test_publishing_twice_tells_the_second_who_did_it():
    grid = make_grid(published=False)
    publish(grid=grid, by=make_user(full_name="Ana Rusu"), now=timezone.now())

    with pytest.raises(Conflict, match="Ana Rusu published version 1"):
        publish(grid=grid, by=make_user(), now=timezone.now())


def test_a_discarded_draft_is_not_published():
    grid = make_grid(published=False)
    Grid.objects.get(pk=grid.pk).delete()

    with pytest.raises(Conflict, match="discarded") as conflict:
        publish(grid=grid, by=make_user(), now=timezone.now())

    assert conflict.value.grid is None


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_publishes_and_the_other_is_told():
    grid = make_grid(published=False)
    people = [make_user(full_name=name) for name in ("Ana Rusu", "Ion Munteanu")]
    start, outcomes = Barrier(2), {}

    def try_to_publish(person):
        try:
            seen = Grid.objects.get(pk=grid.pk)
            start.wait()
            outcomes[person] = publish(grid=seen, by=person, now=timezone.now())
        except Conflict as conflict:
            outcomes[person] = conflict
        finally:
            connection.close()

    threads = [Thread(target=try_to_publish, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (winner,) = [person for person, outcome in outcomes.items() if isinstance(outcome, Grid)]
    (loser,) = [person for person, outcome in outcomes.items() if isinstance(outcome, Conflict)]
    grid.refresh_from_db()
    assert grid.published_by == winner
    assert grid.digest == digest_of(grid)
    assert GridAnchor.objects.filter(item__grid=grid).count() == 10
    assert winner.full_name in outcomes[loser].message


def test_a_published_grid_is_retired():
    grid = make_grid()
    now = timezone.now() + timedelta(days=1)

    retire(grid=grid, by=make_user(), now=now)

    assert (grid.state, grid.retired_at) == (GridState.RETIRED, now)


@pytest.mark.parametrize("published", [True, False])
def test_only_a_published_grid_is_retired(published):
    grid = make_grid(published=published)
    if published:
        retire(grid=grid, by=make_user(), now=timezone.now())
    before = Grid.objects.values().get(pk=grid.pk)

    with pytest.raises(Conflict):
        retire(grid=grid, by=make_user(), now=timezone.now())

    assert Grid.objects.values().get(pk=grid.pk) == before
