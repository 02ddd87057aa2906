"""Cards of the board as the template prints them: every text ready, equal ones made once for all thousand cards."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from itertools import zip_longest

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.templatetags.look import age
from recruiting.domain.board import Board, Card, Sort, Wish, age_text, ticks
from recruiting.enums import Source
from recruiting.models import Stage

ANY = 987654321  # stands in an address for the application's number
FIRST_DOWN = frozenset({Sort.AGE})
"""What is read from the greatest downwards first: those longest in their stage."""
SEEN = "987654321.0"  # stands in the buttons of a column for the card and the revision on the screen


def show_columns(board: Board) -> list[dict]:
    """The columns with their cards; a card is a mapping of ready texts."""
    show = _presenter(board)
    following = [column.stage for column in board.columns[1:]]
    return [
        {"stage": column.stage, "next": after, "cards": [show(card) for card in column.cards]}
        for column, after in zip_longest(board.columns, following)
    ]


def show_rows(board: Board) -> list[dict]:
    show = _presenter(board)
    return [show(card) for card in board.cards]


def _presenter(board: Board) -> Callable[[Card], dict]:
    """How to show a card; the made texts live as long as one page."""
    start, end = reverse("recruiting:application", args=[ANY]).split(str(ANY))
    ages, seats, times = cache(_age), cache(_seats), cache(_meeting)
    days, dates = cache(_applied), cache(lambda day: date_format(day, "j E"))
    sources = {value: str(label) for value, label in Source.choices}
    onwards, more = cache(_onwards), _("More for %(name)s")
    moves = {column.stage.pk: _moves(board, column.stage) for column in board.columns}
    css = {(True, False): " is-over", (False, True): " is-near"}

    def show(card: Card) -> dict:
        row, number = card.row, str(card.row.pk)
        seen = f"{number}.{row.revision}"
        return {
            "id": number,
            "seen": seen,
            "name": row.name,
            "url": f"{start}{number}{end}",
            "css": css.get((card.is_over, card.is_near), ""),
            "meeting": times(card.meeting) if card.meeting else "",
            "applied_on": dates(timezone.localdate(row.applied_at)),
            "applied": days(timezone.localdate(row.applied_at)),
            "more": more % {"name": row.name},
            "moves": SafeString(moves[card.stage.pk].replace(SEEN, seen)),
            "age": ages(card.days, card.limit),
            "cards_in": seats(card.cards_in) if card.cards_in else "",
            "is_internal": row.is_internal,
            "source": sources.get(row.source, ""),
            "owner": board.owners.get(row.owner_id or 0, ""),
            "stage": card.stage.name,
            "onwards": onwards(card.next_stage.name) if card.next_stage else "",
            "press": f"{seen}.{card.next_stage.pk}" if card.next_stage else "",
        }

    return show


def _moves(board: Board, here: Stage) -> SafeString:
    """The buttons that move a card from `here` to each other stage."""
    others = [column.stage for column in board.columns if column.stage != here]
    return render_to_string("recruiting/parts/moves.html", {"stages": others, "seen": SEEN})


def _onwards(stage: str) -> str:
    return _("To: %(stage)s") % {"stage": stage}


def _age(days: int, limit: int | None) -> SafeString:
    return render_to_string("parts/age.html", age(days, limit, age_text(days, limit)))


def _seats(figure: tuple[int, int]) -> SafeString:
    return render_to_string("recruiting/parts/cards_in.html", {"figure": figure, "ticks": ticks(figure)})


def _applied(day) -> str:
    return _("Applied %(day)s") % {"day": date_format(day, "j E")}


def heads(wish: Wish) -> list[dict]:
    """The heads of the list, each with the order that pressing it gives."""
    labels = {
        Sort.NAME: _("Name"),
        Sort.STAGE: _("Stage"),
        Sort.AGE: _("In the stage"),
        Sort.CARDS: _("Scorecards"),
        Sort.MEETING: _("Next interview"),
        Sort.SOURCE: _("Where from"),
        Sort.OWNER: _("Responsible"),
        Sort.APPLIED: _("Applied"),
    }
    return [_head(sort, label, wish) for sort, label in labels.items()]


def _head(sort: Sort, label: str, wish: Wish) -> dict:
    here = sort == wish.sort
    up, down = ("descending", "ascending") if sort in FIRST_DOWN else ("ascending", "descending")
    return {
        "label": label,
        "sort": f"-{sort}" if here and not wish.turned else str(sort),
        "sorted": "" if not here else down if wish.turned else up,
    }


def _meeting(starts_at: datetime) -> str:
    return _("Interview %(time)s") % {"time": date_format(timezone.localtime(starts_at), "j E, H:i")}
