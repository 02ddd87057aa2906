"""The group sheet: several candidates of one meeting on one screen, a column each."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from competencies.models import GridItem
from recruiting.models import Interview
from scorecards.domain.conflict import Conflict, differences, settle
from scorecards.domain.group_sheet import Cell, Column, Sent, Sheet, save_sheet, sheet_of
from scorecards.domain.sheet import CardSheet
from scorecards.forms.sheet import chosen, sent_columns, settled_version
from scorecards.views.owner import own_page, page_name


@dataclass(frozen=True)
class Shown:
    """A column as the page shows it: typed text wins over saved text after a refusal."""

    column: Column
    cells: list[tuple[GridItem, Cell]]
    seen: int
    failed: Conflict | str = ""

    @property
    def conflict(self) -> Conflict | None:
        return self.failed if isinstance(self.failed, Conflict) else None

    @property
    def refusal(self) -> str:
        return self.failed if isinstance(self.failed, str) else ""

    @property
    def answered(self) -> int:
        return sum(bool(cell.choice) for _item, cell in self.cells)


@require_GET
@own_page
def sheet(request, interview: int):
    return _show(request, _sheet(request, interview))


@require_POST
@own_page
def sheet_save(request, interview: int):
    found = _sheet(request, interview)
    sent = {key: _settled(request.POST, found, key, one) for key, one in sent_columns(request.POST, found).items()}
    failed = save_sheet(sheet=found, by=request.user, sent=sent, writer=page_name(request.POST), now=timezone.now())
    failed = {key: _answered(request.POST, key, wrong) for key, wrong in failed.items()}
    fresh = _sheet(request, interview)
    if request.headers.get("X-Requested-With") == "autosave":
        context = {"columns": _columns(fresh, sent, failed), "saved_at": None if failed else timezone.localtime()}
        return render(request, "scorecards/parts/sheet_answer.html", context, status=409 if failed else 200)
    if failed:
        return _show(request, fresh, sent, failed, status=409)
    messages.success(request, _("The sheet is saved."))
    return redirect("scorecards:sheet", interview)


def _sheet(request, pk: int) -> Sheet:
    visible = Interview.objects.visible_to(request.user).select_related("stage", "vacancy")
    found = sheet_of(interview=get_object_or_404(visible, pk=pk), by=request.user)
    if found is None:
        raise Http404
    return found


def _settled(data, found: Sheet, key: int, sent: Sent) -> Sent:
    """The column with the choices of a shown clash in it, once all are made against what is saved now."""
    column = found.column(key)
    if column is None or not column.version or settled_version(data, key) != column.version:
        return sent
    mine = column.saved
    for item in found.items:
        mine = sent.cells[item.pk].into(mine, item.pk)
    choices = chosen(data, key)
    asked = CardSheet(planned=tuple(found.items))
    if any(one.key not in choices for one in differences(mine, column.saved, asked)):
        return sent
    joined = settle(mine, column.saved, asked, choices)
    cells = {item.pk: Cell(joined.of(item).choice, joined.of(item).evidence) for item in found.items}
    return Sent(cells, column.version)


def _answered(data, key: int, wrong: Conflict | str) -> Conflict | str:
    if not isinstance(wrong, Conflict):
        return wrong
    return wrong.answered(chosen(data, key), against=settled_version(data, key))


def _columns(found: Sheet, sent: Mapping[int, Sent], failed: Mapping[int, Conflict | str]) -> list[Shown]:
    return [_shown(found, column, sent, failed) for column in found.columns]


def _shown(found: Sheet, column: Column, sent: Mapping[int, Sent], failed: Mapping[int, Conflict | str]) -> Shown:
    wrong = failed.get(column.key, "")
    typed = sent[column.key].cells if wrong else {}
    cells = [(item, typed.get(item.pk, column.cell(item))) for item in found.items]
    return Shown(column, cells, sent[column.key].seen if wrong else column.version, wrong)


def _show(request, found: Sheet, sent=None, failed=None, *, status: int = 200):
    columns = _columns(found, sent or {}, failed or {})
    context = {
        "sheet": found,
        "columns": columns,
        "rows": len(found.items) + 2,
        "writer": page_name(request.POST) or token_hex(16),
        "shown": request.GET.get("candidate", "") or (str(columns[0].column.key) if columns else ""),
        "sheet_keys": True,
        "trail": [
            (_("My day"), reverse("desk:my_day")),
            (_("Interviews"), reverse("recruiting:interviews")),
            (found.interview.stage.name, reverse("recruiting:interview", args=[found.interview.pk])),
            (_("Group sheet"), ""),
        ],
    }
    return render(request, "scorecards/sheet.html", context, status=status)
