"""Plays the demo's story through the acts of the product, each at its own moment in the past."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from django.conf import settings
from django.utils import translation

from accounts.models import User
from competencies.models import Grid, Role
from desk.demo.calendar import ZONE, moment, past
from desk.demo.cv import cv_file
from recruiting.domain.adding import Person, add_candidate
from recruiting.domain.attending import mark_presence
from recruiting.domain.letters import draft_letter
from recruiting.domain.opening import open_vacancy
from recruiting.domain.scheduling import schedule
from recruiting.domain.uploads import examine
from recruiting.domain.workflow import close, move
from recruiting.enums import ApplicationState, Presence, Source, TeamFunction
from recruiting.models import Application, Interview, OutcomeReason, PipelineTemplate, Vacancy
from scorecards.domain.answers import Answer, Answers
from scorecards.domain.filling import save_card
from scorecards.domain.submission import submit_card
from scorecards.models import Scorecard

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"
PIPELINE = "support_standard"
Cast = Mapping[str, User]


def read(name: str) -> dict:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return yaml.safe_load(file)


def make_team(password: str) -> dict[str, User]:
    """The people of the demo by key."""
    return {
        person["key"]: User.objects.create_user(
            email=f"{person['key']}@rubrika.example",
            password=password,
            full_name=person["name"],
            role=person["role"],
            language=person["language"],
            job_title=person["title"],
            time_zone=ZONE,
        )
        for person in read("team.yaml")["people"]
    }


def play(cast: Cast, now: datetime) -> None:
    """Open the vacancies and let everything happen that has happened by `now`."""
    script = read("vacancies.yaml")
    for entry in script["vacancies"]:
        vacancy = _open(entry, cast, now)
        for number, person in enumerate(entry["candidates"], start=1):
            person["email"] = f"{entry['key']}.{number}@mail.example"
            _play_candidate(vacancy, person, cast, script, now)


def _open(entry: dict, cast: Cast, now: datetime) -> Vacancy:
    role = Role.objects.get(key=entry["role"])
    team = [(cast[entry["recruiter"]], TeamFunction.RECRUITER), (cast[entry["manager"]], TeamFunction.HIRING_MANAGER)]
    team += [(cast[key], TeamFunction.INTERVIEWER) for key in entry["interviewers"]]
    opened = past(entry["opened"], "09:30", now)
    return open_vacancy(
        role=role,
        grid=Grid.objects.published().get(role=role),
        pipeline=PipelineTemplate.objects.get(key=PIPELINE),
        title=entry["title"],
        openings=entry["openings"],
        place=entry["place"],
        target_date=(opened + timedelta(days=28)).date(),
        team=team,
        by=cast[entry["recruiter"]],
        now=opened,
    )


def _play_candidate(vacancy: Vacancy, person: dict, cast: Cast, script: dict, now: datetime) -> None:
    recruiter = vacancy.created_by
    application = _add(vacancy, person, recruiter, now)
    meetings = person.get("meetings", [])
    for stage in _path(vacancy, person["stage"]):
        _enter(application, stage, person, meetings, recruiter, now)
        for meeting in [one for one in meetings if one["stage"] == stage.key]:
            _meet(vacancy, application, stage, meeting, person, cast, script, now)
    if "closed" in person:
        _close(application, person["closed"], recruiter, now)


def _add(vacancy: Vacancy, person: dict, recruiter: User, now: datetime) -> Application:
    email, language = person["email"], person["language"]
    file = examine(cv_file(name=person["name"], email=email, language=language)) if person.get("cv") else None
    return add_candidate(
        vacancy=vacancy,
        person=Person(full_name=person["name"], email=email, phone="", language=language, city="Chișinău"),
        source=Source(person["source"]),
        is_internal=person.get("internal", False),
        by=recruiter,
        now=past(person["applied"], "11:00", now),
        file=file,
    )


def _path(vacancy: Vacancy, last: str) -> Iterable:
    """The stages from the first to the one the candidate stands in."""
    stages = list(vacancy.stages.filter(scope="candidate").order_by("order"))
    end = next(index for index, stage in enumerate(stages) if stage.key == last)
    return stages[: end + 1]


def _enter(application: Application, stage, person: dict, meetings: list[dict], recruiter: User, now: datetime) -> None:
    application.refresh_from_db()
    if application.stage_id == stage.pk:
        return
    when = person["since"] if stage.key == person["stage"] else _before(stage.key, person, meetings)
    move(
        application=application,
        to_stage=stage,
        seen_revision=application.revision,
        by=recruiter,
        now=past(when, "09:45", now),
    )
    application.refresh_from_db()


def _before(stage: str, person: dict, meetings: list[dict]) -> int:
    """When the candidate came into a stage left behind: before its meeting, else the day after applying."""
    days = [meeting["days"] + 1 for meeting in meetings if meeting["stage"] == stage]
    return max([person["since"] + 1, *days])


def _meet(vacancy, application, stage, meeting: dict, person: dict, cast: Cast, script: dict, now: datetime) -> None:
    starts = moment(meeting["days"], meeting["at"], now)
    length = timedelta(minutes=stage.minutes or 30)
    interview = schedule(
        vacancy=vacancy,
        stage=stage,
        applications=[application],
        interviewers=[cast[key] for key in meeting["seats"]],
        starts_at=starts,
        ends_at=starts + length,
        time_zone=ZONE,
        place="Room 3" if stage.key == "grid_interview" else "",
        link="" if stage.key == "grid_interview" else "https://meet.example/rubrika",
        by=vacancy.created_by,
        now=min(now, starts - timedelta(days=1, hours=2)),
    )
    if starts + length <= now:
        _hold(interview, meeting, starts + length)
        cards = person.get("cards", {}).get(stage.key, {})
        for number, (key, card) in enumerate(cards.items(), start=1):
            _fill(interview, application, cast[key], card, script, starts + length + timedelta(minutes=7 * number))


def _hold(interview: Interview, meeting: dict, ended: datetime) -> None:
    came = Presence.NO_SHOW if meeting.get("no_show") == "candidate" else Presence.CAME
    mark_presence(
        interview=interview,
        seats={seat.pk: Presence.CAME for seat in interview.seats.all()},
        attendances={attendance.pk: came for attendance in interview.attendances.all()},
        now=ended,
    )


def _fill(interview: Interview, application: Application, by: User, card: dict, script: dict, at: datetime) -> None:
    with translation.override(by.language):
        answers = _answers(interview, card, by, script)
        saved = save_card(interview=interview, application=application, by=by, seen_version=0, answers=answers, now=at)
        if isinstance(saved, Scorecard) and not card.get("draft"):
            submit_card(card=saved, seen_version=saved.version, by=by, now=at + timedelta(minutes=1))


def _answers(interview: Interview, card: dict, by: User, script: dict) -> Answers:
    items = interview.stage.covers.order_by("order")
    levels = str(card["levels"]).split()
    words = script["evidence"][by.language]
    return Answers(
        items={item.pk: _answer(level, words) for item, level in zip(items, levels, strict=True) if level != "."},
        recommendation=card.get("say", ""),
        summary="" if card.get("draft") else script["summary"][by.language],
    )


def _answer(level: str, words: dict[str, str]) -> Answer:
    if level == "x":
        return Answer(not_observed=True)
    return Answer(level=int(level), evidence=words[level])


def _close(application: Application, ending: dict, recruiter: User, now: datetime) -> None:
    application.refresh_from_db()
    state = ApplicationState(ending["state"])
    close(
        application=application,
        to_state=state,
        reason=OutcomeReason.objects.filter(kind=state).first(),
        letter=draft_letter(application=application, to_state=state, by=recruiter),
        by=recruiter,
        now=past(ending["days"], "16:00", now),
        seen_revision=application.revision,
    )
