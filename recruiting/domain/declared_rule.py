"""The declared rule in words: what is promised before the first candidate is seen."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.enums import Section
from competencies.models import Grid, GridItem
from recruiting.models import DeclaredRule


def judged_items(grid: Grid, *, with_supplement: bool) -> QuerySet[GridItem]:
    """What a vacancy judges by, in the order of the grid: the supplement only where it was chosen at opening."""
    items = grid.items.order_by("order")
    return items if with_supplement else items.exclude(section=Section.SUPPLEMENT)


def in_words(rule: DeclaredRule, items: Iterable[GridItem]) -> list[str]:
    """The rule as sentences, in the order in which it is applied."""
    return [
        _must_haves(sum(item.must_have for item in items)),
        _("Compared are only those of whom at least %(share)d %% of the weight and every must-have was observed.")
        % {"share": rule.min_coverage},
        _("Whoever was observed less is listed as “not enough observed”, without a place."),
        _("The rest stand in the order of their fit to the grid."),
        _(
            "Two candidates are practically equal, and share a place, "
            "when the chance that one is better lies between %(low)s and %(high)s."
        )
        % {"low": _short(rule.equal_low), "high": _short(rule.equal_high)},
        _("A person decides. A decision that departs from this rule says why."),
    ]


def _must_haves(count: int) -> str:
    if not count:
        return _("The grid has no must-have competency, so none excludes a candidate.")
    return ngettext(
        "The must-have competency is at or above its required level.",
        "Each of the %(count)d must-have competencies is at or above its required level.",
        count,
    ) % {"count": count}


def _short(value: Decimal | str) -> str:
    return formats.number_format(Decimal(value), 2)
