"""Forms of meetings. Times are typed on the clock of a chosen zone; the acts get moments."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.overtaken import OvertakenMixin
from accounts.models import Absence, User
from accounts.models.user import time_zone_choices
from recruiting.domain.booking import LONGEST, NotBookable
from recruiting.domain.local_time import ClockError, moment
from recruiting.domain.on_leave import SomebodyAway, away_during, days, to_ask_about
from recruiting.enums import Answer, Presence, Scope
from recruiting.forms.on_leave import TICK, DespiteLeaveMixin
from recruiting.models import Application, Attendance, Interview, Seat, Stage, TeamMember, Vacancy

FIELD_OF = {"starts_at": "clock", "minutes": "minutes"}
USUAL_MINUTES = 45


def inner_form() -> FormHelper:
    """Fields only: the page writes the form element, its token, its errors and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def offer(form: forms.Form, name: str, rows: QuerySet) -> None:
    """Let a field choose among `rows`."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows


class PeopleField(forms.ModelMultipleChoiceField):
    """People to choose; beside somebody who is away at the time of the meeting stands from when to when."""

    widget = forms.CheckboxSelectMultiple
    away: Mapping[int, Absence] = MappingProxyType({})

    def label_from_instance(self, obj) -> str:
        if isinstance(obj, Application):
            return f"{obj.candidate.full_name} · {obj.stage.name}"
        known = f"{obj.full_name} · {obj.job_title}" if obj.job_title else obj.full_name
        if obj.pk not in self.away:
            return known
        return _("%(person)s · away from %(first)s to %(last)s") % {"person": known, **days(self.away[obj.pk])}


def interviewers_for(vacancy: Vacancy):
    """Everybody who may log in, the vacancy's team first."""
    on_team = Exists(TeamMember.objects.filter(vacancy=vacancy, user=OuterRef("pk")))
    return User.objects.filter(is_active=True).annotate(on_team=on_team).order_by("-on_team", "name_sort", "pk")


class MeetingForm(DespiteLeaveMixin, forms.Form):
    """The part that planning and changing share: who asks, when, and where."""

    people_field = "interviewers"
    complete: Mapping[str, Any] = MappingProxyType({})  # who and when, as far as it was understood
    meeting: Interview | None = None  # that is being changed
    interviewers = PeopleField(label=gettext_lazy("Interviewers"), queryset=User.objects.none())
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    clock = forms.TimeField(
        label=gettext_lazy("Start"), widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        required=False,
        min_value=5,
        max_value=int(LONGEST.total_seconds() // 60),
        help_text=gettext_lazy("Empty: as long as the stage says."),
        error_messages={"max_value": gettext_lazy("An interview lasts at most 8 hours.")},
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=time_zone_choices)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    link = forms.URLField(label=gettext_lazy("Link to the call"), required=False, assume_scheme="https")

    def __init__(self, *args, vacancy: Vacancy, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "interviewers", interviewers_for(vacancy))
        self.helper = inner_form()

    def clean(self):
        data = super().clean() or {}
        if {"day", "clock", "time_zone"} <= data.keys() and "minutes" in data:
            try:
                start = moment(data["day"], data["clock"], data["time_zone"]).astimezone(UTC)
            except ClockError as error:
                self.add_error("clock", error.message)
            else:
                data["starts_at"] = start
                data["ends_at"] = start + timedelta(minutes=data["minutes"] or self.usual_minutes(data))
        self.complete = {name: data[name] for name in ("interviewers", "starts_at", "ends_at") if name in data}
        return data

    def usual_minutes(self, data: dict) -> int:
        """How long the meeting is when nobody says so, in minutes."""
        raise NotImplementedError

    def explain(self, refusal: NotBookable) -> None:
        """Put the act's reasons at the fields that can change them."""
        if isinstance(refusal, SomebodyAway):
            self.name_who_is_away(refusal.leaves)
            return
        field = FIELD_OF.get(refusal.field, refusal.field)
        for message in refusal.messages:
            self.add_error(field if field in self.fields else None, message)

    def look_for_leaves(self) -> None:
        """Beside whatever else stood in the way, say who is away at the chosen time, and mark them in the list."""
        if not {"starts_at", "ends_at"} <= self.complete.keys():
            return
        start, end = self.complete["starts_at"], self.complete["ends_at"]
        self.mark_who_is_away(start, end)
        panel = list(self.complete.get("interviewers", []))
        leaves = to_ask_about(panel, starts_at=start, ends_at=end, meeting=self.meeting)
        if leaves and TICK not in self.fields:
            self.name_who_is_away(leaves)

    def mark_who_is_away(self, starts_at: datetime, ends_at: datetime) -> None:
        cast(PeopleField, self.fields["interviewers"]).away = away_during(starts_at, ends_at)

    def _when(self) -> Div:
        return Div(
            Div("day", css_class="col-sm-3"),
            Div("clock", css_class="col-sm-3"),
            Div("minutes", css_class="col-sm-2"),
            Div("time_zone", css_class="col-sm-4"),
            css_class="row",
        )


class InterviewForm(MeetingForm):
    stage = forms.ModelChoiceField(label=gettext_lazy("Stage"), queryset=Stage.objects.none(), empty_label=None)
    applications = PeopleField(label=gettext_lazy("Candidates"), queryset=Application.objects.none())

    def __init__(self, *args, vacancy: Vacancy, **kwargs):
        super().__init__(*args, vacancy=vacancy, **kwargs)
        offer(self, "stage", vacancy.stages.filter(scope=Scope.CANDIDATE))
        asked_for = Q(pk__in=self.initial.get("applications", []))
        candidates = vacancy.applications.active().select_related("candidate", "stage").annotate(asked_for=asked_for)
        offer(self, "applications", candidates.order_by("-asked_for", "stage__order", "candidate__name_sort", "pk"))
        self.helper.layout = Layout(
            "stage",
            Field("applications", wrapper_class="rk-pick"),
            Field("interviewers", wrapper_class="rk-pick"),
            self._when(),
            "place",
            "link",
        )

    def usual_minutes(self, data: dict) -> int:
        stage = data.get("stage")
        return (stage.minutes if stage else None) or USUAL_MINUTES


class RescheduleForm(OvertakenMixin, MeetingForm):
    stamps = ("sequence",)
    of_the_act = ("reason",)

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=gettext_lazy("Interviewers read it; candidates do not."),
    )
    sequence = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, interview: Interview, **kwargs):
        self.meeting = interview
        kwargs.setdefault("initial", _as_planned(interview))
        super().__init__(*args, vacancy=interview.vacancy, **kwargs)
        self.fields["minutes"].help_text = ""
        self.fields["minutes"].required = True
        self.helper.layout = Layout(
            self._when(), "place", "link", Field("interviewers", wrapper_class="rk-pick"), "reason", "sequence"
        )
        self.mark_who_is_away(interview.starts_at, interview.ends_at)

    def usual_minutes(self, data: dict) -> int:
        return _minutes(self.meeting) if self.meeting else USUAL_MINUTES


def _as_planned(interview: Interview) -> dict:
    start = interview.starts_at.astimezone(ZoneInfo(interview.time_zone))
    return {
        "day": start.date(),
        "clock": start.time(),
        "minutes": _minutes(interview),
        "time_zone": interview.time_zone,
        "place": interview.place,
        "link": interview.link,
        "interviewers": list(interview.seats.filter(removed_at=None).values_list("interviewer", flat=True)),
        "sequence": interview.sequence,
    }


def _minutes(interview: Interview) -> int:
    return int((interview.ends_at - interview.starts_at).total_seconds() // 60)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy("Interviewers read it; candidates do not."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_form()


class AnswerForm(forms.Form):
    """What somebody says about coming; `attendance` is given when a recruiter notes a candidate's answer."""

    answer = forms.ChoiceField(choices=[(Answer.ACCEPTED, ""), (Answer.DECLINED, "")])
    attendance = forms.IntegerField(required=False)


class PresenceForm(forms.Form):
    """Who came: one choice for each candidate and, for whoever runs the vacancy, for each interviewer."""

    failed = forms.BooleanField(label=gettext_lazy("The meeting broke down for a technical reason"), required=False)
    failure = forms.CharField(
        label=gettext_lazy("What broke down"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, attendances: list[Attendance], seats: list[Seat], may_fail: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.attendances, self.seats = attendances, seats
        candidates = [
            (f"attendance_{row.pk}", row.application.candidate.full_name, row.presence) for row in attendances
        ]
        panel = [(f"seat_{row.pk}", row.interviewer.full_name, row.presence) for row in seats]
        for name, label, noted in candidates + panel:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=Presence.choices, initial=noted, widget=forms.RadioSelect
            )
        if not may_fail:
            del self.fields["failed"], self.fields["failure"]
        self.helper = inner_form()
        broke_down = ["failed", "failure"] if may_fail else []
        people = [
            Field(name, template="recruiting/interviews/parts/presence.html")
            for name, _label, _noted in candidates + panel
        ]
        self.helper.layout = Layout(*people, *broke_down)

    def clean(self):
        data = super().clean() or {}
        if data.get("failed") and not data.get("failure"):
            self.add_error("failure", _("Say what broke down."))
        return data

    def chosen(self, kind: str) -> dict[int, Presence]:
        """The choices by key of `attendance` or `seat`."""
        rows: Sequence[Attendance | Seat] = self.attendances if kind == "attendance" else self.seats
        return {row.pk: Presence(self.cleaned_data[f"{kind}_{row.pk}"]) for row in rows}
