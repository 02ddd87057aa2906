"""Making one person of two records, and saying that two are not one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.letter_reach import letters_follow
from recruiting.models import (
    Application,
    Attendance,
    Candidate,
    CandidateFile,
    CandidateLink,
    CandidateMerge,
    DataRequest,
    DuplicatePair,
    TwinSearch,
    Vacancy,
)

FIELDS = ("full_name", "email", "phone", "city", "language")
Side = Literal["first", "second"]


@dataclass(frozen=True)
class Clash:
    """Both records have applied for one vacancy."""

    first: Application
    second: Application


def clashes(*, first: Candidate, second: Candidate) -> list[Clash]:
    """Where both have applied; the two applications stay, the younger one marked as the twin of the older."""
    rows = Application.objects.filter(twin_of=None).select_related("vacancy", "stage").order_by("vacancy__title_sort")
    here = {row.vacancy_id: row for row in rows.filter(candidate=first)}
    return [Clash(here[row.vacancy_id], row) for row in rows.filter(candidate=second) if row.vacancy_id in here]


@transaction.atomic
def merge(*, pair: DuplicatePair, kept: Mapping[str, Side], by: User, now: datetime) -> CandidateMerge:
    """Make the two records of a pair one: the older goes on with the values of `kept` and everything of both;
    letters that have not left go to the address that is kept.

    The younger keeps the values that were not chosen, so that the person is known by them later; it holds nothing else.
    Raises AlreadyDone when the pair is one already, Conflict when either was merged elsewhere, Refused when both have
    an interview at one time.
    """
    first, second = _locked(pair)
    _exchange(first, second, kept)
    _settle_twice_asked(first, second, by=by, now=now)
    moved = _move(first, second)
    Candidate.objects.filter(merged_into=second).update(merged_into=first)
    _carry_over(first, second)
    letters_follow(first, by=by, now=now)
    return CandidateMerge.objects.create(
        survivor=first,
        absorbed=second,
        kept={field: kept.get(field, "first") for field in FIELDS},
        applications=moved,
        by=by,
        at=now,
    )


@transaction.atomic
def tell_apart(*, pair: DuplicatePair, by: User, now: datetime) -> None:
    """Remember that the two are not one person; the pair is not offered again. Raises AlreadyDone."""
    fresh = DuplicatePair.objects.open().filter(pk=pair.pk)
    if fresh.update(told_apart_by=by, told_apart_at=now) != 1:
        raise AlreadyDone(_("Somebody has already decided about these two."))


def _locked(pair: DuplicatePair) -> tuple[Candidate, Candidate]:
    """Both records, after their vacancies; the full lock keeps applications from being added meanwhile."""
    ids = [pair.first_id, pair.second_id]
    vacancies = Application.objects.filter(candidate__in=ids).values("vacancy")
    list(Vacancy.objects.filter(pk__in=vacancies).order_by("pk").select_for_update(no_key=True))
    rows = {row.pk: row for row in Candidate.objects.filter(pk__in=ids).order_by("pk").select_for_update()}
    first, second = rows[pair.first_id], rows[pair.second_id]
    if second.merged_into_id == first.pk:
        raise AlreadyDone(_("These two records are one already."))
    if first.merged_into_id or second.merged_into_id:
        raise Conflict(_("One of the two records was merged with another one meanwhile. Nothing was changed."))
    if not DuplicatePair.objects.open().filter(pk=pair.pk).exists():
        raise Conflict(_("Somebody said meanwhile that these are two people. Nothing was changed."))
    return first, second


def _exchange(first: Candidate, second: Candidate, kept: Mapping[str, Side]) -> None:
    for field in FIELDS:
        if kept.get(field, "first") == "second":
            mine, theirs = getattr(first, field), getattr(second, field)
            setattr(first, field, theirs)
            setattr(second, field, mine)
    second.merged_into = first
    first.save(update_fields=[*FIELDS, "name_sort"])
    second.save(update_fields=[*FIELDS, "name_sort", "merged_into"])


def _settle_twice_asked(first: Candidate, second: Candidate, *, by: User, now: datetime) -> None:
    """What both records ask for is answered once, by the earlier of the two days."""
    waiting = DataRequest.objects.filter(application=None, done_at=None).select_for_update(no_key=True).order_by("pk")
    asked_of_first = {row.kind: row for row in waiting.filter(candidate=first)}
    twice = [row for row in waiting.filter(candidate=second) if row.kind in asked_of_first]
    for asked in twice:
        same = asked_of_first[asked.kind]
        same.answer_by = min(filter(None, (same.answer_by, asked.answer_by)), default=None)
        asked.done_at, asked.done_by = now, by
    DataRequest.objects.bulk_update([asked_of_first[row.kind] for row in twice], ["answer_by"])
    DataRequest.objects.bulk_update(twice, ["done_at", "done_by"])


def _move(first: Candidate, second: Candidate) -> list[int]:
    """Put the applications and files of the second under the first; the ids of the applications."""
    for clash in clashes(first=first, second=second):
        Application.objects.filter(pk=clash.second.pk).update(twin_of=clash.first)
    rows = Application.objects.filter(candidate=second)
    moved = sorted(rows.values_list("pk", flat=True))
    rows.update(candidate=first)
    for kind in (CandidateFile, CandidateLink, DataRequest):
        kind.objects.filter(candidate=second).update(candidate=first)
    _book_again(moved)
    return moved


def _book_again(applications: list[int]) -> None:
    """Let the database copy the person to their meetings again, where it refuses two at one time."""
    try:
        with transaction.atomic():
            for attendance in Attendance.objects.filter(application__in=applications):
                attendance.save(update_fields=["application"])
    except IntegrityError as error:
        raise Refused(
            _("Both records have an interview at the same time. Move or cancel one of the two, then merge.")
        ) from error


def _carry_over(first: Candidate, second: Candidate) -> None:
    """Whoever was told apart from the absorbed record stays told apart from the person."""
    apart = DuplicatePair.objects.filter(told_apart_at__isnull=False).filter(Q(first=second) | Q(second=second))
    for known in apart.exclude(first=first).exclude(second=first):
        other = known.second_id if known.first_id == second.pk else known.first_id
        low, high = sorted((first.pk, other))
        DuplicatePair.objects.update_or_create(
            first_id=low,
            second_id=high,
            defaults={"told_apart_by_id": known.told_apart_by_id, "told_apart_at": known.told_apart_at},
        )
    DuplicatePair.objects.filter(Q(first=second) | Q(second=second)).delete()
    TwinSearch.objects.bulk_create([TwinSearch(candidate=first)], ignore_conflicts=True)
