"""What stands between a draft and its publication, as values a person can act on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from competencies.domain.languages import missing_in
from competencies.domain.weights import WHOLE, is_supplement, total
from competencies.enums import Level
from competencies.models import Competency, Grid, GridItem

QUESTION_TEXTS = ("text", "checks", "strong", "weak")


@dataclass(frozen=True)
class Blocker:
    """`code` for the log, `message` what to do, `detail` how it stands now, `anchor` the place on the editor's page."""

    code: str
    message: str
    anchor: str
    detail: str = ""


def library_items(grid: Grid) -> list[GridItem]:
    """The grid's items with the library's texts beside them: competency, anchors, questions. Four queries."""
    items = list(grid.items.select_related("competency"))
    prefetch_related_objects(items, "competency__anchors", "competency__questions")
    return items


def blockers_of(grid: Grid, items: Sequence[GridItem]) -> list[Blocker]:
    """Everything that has to be mended before the grid can be published; `items` as `library_items` gives them."""
    if not items:
        return [Blocker("no_items", _("Add a competency"), "add", _("The grid is empty."))]
    return [*_weights(items), *_supplement_share(grid, items), *_requirements(items), *_texts(items)]


def _weights(items: Sequence[GridItem]) -> Iterator[Blocker]:
    main = total(items, supplement=False)
    if main != WHOLE:
        yield Blocker("weights", _mend(main), "weights", _("Now %(sum)s of 100.") % {"sum": shown(main)})
    supplement = total(items, supplement=True)
    if supplement not in (0, WHOLE):
        message = _("Bring the weights of the supplement to 100")
        detail = _("Now %(sum)s of 100; the supplement is summed by itself.") % {"sum": shown(supplement)}
        yield Blocker("supplement_weights", message, "weights", detail)


def _mend(main: Decimal) -> str:
    if main < WHOLE:
        return _("Add %(share)s %% of weight") % {"share": shown(WHOLE - main)}
    return _("Take away %(share)s %% of weight") % {"share": shown(main - WHOLE)}


def _supplement_share(grid: Grid, items: Sequence[GridItem]) -> Iterator[Blocker]:
    has_supplement = any(is_supplement(item) for item in items)
    if has_supplement and not grid.supplement_share:
        detail = _("The grid has a supplement that counts nothing.")
        yield Blocker("supplement_share", _("Say how much the supplement counts"), "supplement", detail)
    if grid.supplement_share and not has_supplement:
        detail = _("The supplement counts %(share)s %%, but nothing is in it.") % {"share": grid.supplement_share}
        yield Blocker("supplement_empty", _("Set the share of the supplement to 0"), "supplement", detail)


def _requirements(items: Sequence[GridItem]) -> Iterator[Blocker]:
    if all(item.required_level == Level.NO_SIGN for item in items):
        detail = _("Every competency is at level 1, so anybody would meet the grid.")
        yield Blocker("nothing_required", _("Require a level above 1 somewhere"), place_of(items[0].competency), detail)


def _texts(items: Sequence[GridItem]) -> Iterator[Blocker]:
    for item in items:
        yield from _competency_texts(item.competency)


def _competency_texts(competency: Competency) -> Iterator[Blocker]:
    name, place = {"name": competency.name}, place_of(competency)
    if missing := sorted({*missing_in(competency, "name"), *missing_in(competency, "definition")}):
        yield Blocker("definition", _("Translate %(name)s") % name, place, _languages(missing))
    if gaps := list(missing_anchors(competency)):
        detail = _("Missing: %(levels)s.") % {"levels": ", ".join(gaps)}
        yield Blocker("anchors", _("Describe every level of %(name)s") % name, place, detail)
    yield from _question_texts(competency)


def _question_texts(competency: Competency) -> Iterator[Blocker]:
    name, place = {"name": competency.name}, place_of(competency)
    questions = competency.questions.all()
    if not questions:
        detail = _("Without a question it would be rated by impression.")
        yield Blocker("questions", _("%(name)s needs a question") % name, place, detail)
    for question in questions:
        if missing := sorted({code for field in QUESTION_TEXTS for code in missing_in(question, field)}):
            message = _("Translate the question “%(text)s”") % {"text": question.text}
            yield Blocker("question_texts", message, place, _languages(missing))


def missing_anchors(competency: Competency) -> Iterator[str]:
    """Levels that lack a behaviour, with the languages where not all lack it: "2", "5 RO"."""
    anchors = {anchor.level: anchor for anchor in competency.anchors.all()}
    for level in Level.values:
        if level not in anchors:
            yield str(level)
        elif missing := missing_in(anchors[level], "text"):
            yield f"{level} {' '.join(missing).upper()}"


def _languages(codes: list[str]) -> str:
    return _("Missing in: %(languages)s.") % {"languages": ", ".join(code.upper() for code in codes)}


def place_of(competency: Competency) -> str:
    """The fragment of the competency's row in the editor."""
    return f"item-{competency.key}"


def shown(weight: Decimal) -> str:
    """A weight as people write it, without idle zeros: 12, 9.5."""
    return number_format(weight.normalize() if weight % 1 else weight.quantize(Decimal(1)))
