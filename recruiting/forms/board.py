"""What the board is asked for in its address, and what a press of a button on it sends."""

from collections.abc import Collection
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.domain.sent import whole
from recruiting.domain.board import NOBODY, Ageing, Board, Sort, Wish
from recruiting.domain.together import Picked
from recruiting.enums import Source
from recruiting.models import Application, Vacancy

SELECT = {"class": "form-select form-select-sm"}


class WishForm(forms.Form):
    """Filters of the board. What is not understood is left out, so that an old link still opens the board."""

    source = forms.ChoiceField(label=_("Where from"), required=False, widget=forms.Select(attrs=SELECT))
    owner = forms.ChoiceField(label=_("Responsible"), required=False, widget=forms.Select(attrs=SELECT))
    missing = forms.BooleanField(
        label=_("Scorecards missing"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def offer(self, board: Board) -> None:
        """Offer only what leads somewhere: sources and people that are on this board."""
        self._choices("source", Source.choices, lambda value: value in board.sources)
        self._choices("owner", [(str(pk), name) for pk, name in board.owners.items()], lambda value: True)
        if any(card.row.owner_id is None for card in board.cards):
            self.fields["owner"].widget.choices.append((str(NOBODY), _("Nobody")))

    def _choices(self, name: str, choices, wanted) -> None:
        everything = pgettext_lazy("all sources or all people", "All")
        self.fields[name].widget.choices = [("", everything), *(pair for pair in choices if wanted(pair[0]))]


def read_wish(query) -> Wish:
    """The wish that stands in an address; values that mean nothing are passed over."""
    sort = query.get("sort", "")
    turned = sort.startswith("-")
    return Wish(
        source=query["source"] if query.get("source") in Source.values else "",
        owner=whole(query.get("owner")),
        age=Ageing(query["age"]) if query.get("age") in set(Ageing) else None,
        missing=bool(query.get("missing")),
        sort=Sort(sort.lstrip("-")) if sort.lstrip("-") in set(Sort) else Sort.AGE,
        turned=turned,
    )


@dataclass(frozen=True)
class Press:
    """A card's own button: which application, seen in which revision, to which stage."""

    application: int
    seen_revision: int
    stage: int


def read_press(value: str) -> Press | None:
    """`application.revision.stage`; None when it is anything else."""
    numbers = _numbers(value, 3)
    return Press(*numbers) if numbers else None


def read_chosen(values: list[str], vacancy: Vacancy, user) -> list[Picked]:
    """The ticked cards, `application.revision` each, of this vacancy and in the person's reach; others are left out."""
    seen = {pair[0]: pair[1] for pair in (_numbers(value, 2) for value in values) if pair}
    rows = Application.objects.visible_to(user).filter(vacancy=vacancy, pk__in=seen)
    related = rows.select_related("candidate", "vacancy", "stage").order_by("candidate__name_sort", "pk")
    return [Picked(row, seen[row.pk]) for row in related]


def seen_again(rows: Collection[Application], vacancy: Vacancy, user) -> list[Picked]:
    """Those of the applications that are still in work, as they stand now."""
    fresh = Application.objects.active().filter(pk__in=[row.pk for row in rows])
    now = fresh.values_list("pk", "revision")
    return read_chosen([f"{pk}.{revision}" for pk, revision in now], vacancy, user)


def _numbers(value: str, count: int) -> tuple[int, ...] | None:
    numbers = tuple(number for part in value.split(".") if (number := whole(part)) is not None)
    return numbers if len(numbers) == count == value.count(".") + 1 else None
