"""The short way of an automatic save: answered with the version, the time and what changes on the page, as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.owner import FIELD
from accounts.domain.sent import whole
from scorecards.domain.answers import answers_of
from scorecards.domain.gaps import Gap, gap_of
from scorecards.domain.jotted_parts import Parts, Whole
from scorecards.domain.jotting import Jotted, Written, jot, jot_of
from scorecards.domain.jotting_marks import jot_marks
from scorecards.domain.jotting_sheet import columns_in, jot_sheet
from scorecards.domain.remarks import Remark, key_of, remarks_in
from scorecards.forms.kit import marks_changed
from scorecards.models import Scorecard
from scorecards.views.card_parts import exercise_rows
from scorecards.views.gap_places import anchor_of, is_star, tag_of
from scorecards.views.owner import own_page, page_name

OWN = {"csrfmiddlewaretoken", "version", "writer", FIELD}
BASE = "version-"


@require_POST
@own_page
def card_jot(request, interview: int, application: int):
    """409 asks the page to send the whole card to its usual address."""
    sent, now = request.POST, timezone.now()
    try:
        texts = jot_of({name: sent[name] for name in sent if name not in OWN})
        saved = jot(
            interview=interview,
            application=application,
            by=request.user,
            seen_version=_version(sent, "version"),
            texts=texts,
            writer=page_name(sent),
            now=now,
        )
    except Whole:
        return _whole()
    told = _told(saved, recommended="recommendation" in texts.card)
    return JsonResponse({"version": saved.version, "at": _time(now), **told})


@require_POST
@own_page
def sheet_jot(request, interview: int):
    """The same for the group sheet; 409 also when one column alone has to go the usual way."""
    sent, now = request.POST, timezone.now()
    try:
        columns = columns_in({name: sent[name] for name in sent if name not in OWN and not name.startswith(BASE)})
        saved = jot_sheet(
            interview=interview,
            by=request.user,
            columns=columns,
            seen={key: _version(sent, f"{BASE}{key}") for key in columns},
            writer=page_name(sent),
            now=now,
        )
    except Whole:
        return _whole()
    if None in saved.values():
        return _whole()
    told = {str(key): {"version": one.version, "bar": _bar(one)} for key, one in saved.items() if one}
    return JsonResponse({"at": _time(now), "columns": told})


@require_POST
@own_page
def marks_jot(request, interview: int, application: int):
    """The same for marks on the kit's questions."""
    now = timezone.now()
    try:
        revisions = jot_marks(
            interview=interview,
            application=application,
            by=request.user,
            marks=marks_changed(request.POST) or {},
            writer=page_name(request.POST),
            now=now,
        )
    except Whole:
        return _whole()
    html = render_to_string("scorecards/parts/marks_jotted.html", {"saved_at": timezone.localtime(now)})
    return JsonResponse({"bases": {f"seen-{key}": one for key, one in revisions.items()}, "html": html})


@require_GET
@own_page
def card_remarks(request, interview: int, application: int):
    """Remarks on the person's own draft as it is saved, for a page on which nothing was typed for a while."""
    own = Scorecard.objects.live().with_parts().filter(interviewer=request.user, application=application)
    card = own.filter(interview=interview).first()
    if card is None:
        raise Http404
    return render(request, "scorecards/parts/looked.html", {"page": Looked(remarks_in(answers_of(card).texts()))})


@dataclass(frozen=True)
class Looked:
    """What the part of the page about remarks needs; see `Page`."""

    remarks: list[Remark]
    warned: bool = False

    @property
    def remarks_key(self) -> str:
        return key_of(self.remarks)


def _version(sent: Mapping[str, str], name: str) -> int:
    """-1, which no card has, for anything but a number."""
    seen = whole(sent.get(name), digits=9)
    return -1 if seen is None else seen


def _time(now) -> str:
    return time_format(timezone.localtime(now), "H:i:s")


def _whole() -> JsonResponse:
    return JsonResponse({"whole": True}, status=409)


def _bar(saved: Jotted) -> str:
    if not saved.total:
        return _("No competencies to rate, only exercises and tests")
    return _("%(answered)s of %(total)s answered") % {"answered": saved.answered, "total": saved.total}


def _told(saved: Jotted, *, recommended: bool) -> dict:
    """Counts in words; of each competency that was written its mark; of all that was written the place and words of
    what it lacks, none when it lacks nothing; how tests are read."""
    gaps = {str(row.item.pk): _gap_of_row(row) for row in saved.rows}
    gaps |= {key: [anchor_of(gap, star=False), gap.message] if gap else None for key, gap in saved.parts.gaps.items()}
    return {
        "answered": f"{saved.answered}/{saved.total}" if saved.total else "",
        "bar": _bar(saved),
        "tags": {str(row.item.pk): tag_of(row.answer) for row in saved.rows},
        "gaps": gaps | ({"recommendation": None} if recommended else {}),
        "html": _readings(saved.parts),
    }


def _gap_of_row(row: Written) -> list[str] | None:
    gap: Gap | None = gap_of(row.item, row.answer, planned=row.planned)
    return [anchor_of(gap, star=is_star(row.answer)), gap.message] if gap else None


def _readings(parts: Parts) -> str:
    if not parts.sheet.exercises:
        return ""
    rows = exercise_rows(parts.sheet, parts.answers, {}, {})
    return render_to_string("scorecards/parts/readings.html", {"exercises": rows})
