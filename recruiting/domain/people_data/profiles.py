"""Legal profiles: copied from the library's presets once, then edited here, each change with who and when."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.enums import TextKind
from competencies.models import LibraryText
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import Fact
from recruiting.models import FactChange, LegalProfile, LegalProfileChange, Vacancy

EDITED = (
    "not_hired_months",
    "withdrawn_months",
    "reserve_months",
    "answer_days",
    "answer_working_days",
    "separate_document",
    "company",
    "contact",
)


@transaction.atomic
def copy_presets() -> list[LegalProfile]:
    """Make a profile of each preset that has none yet. What was edited here is never overwritten."""
    presets = LibraryText.objects.filter(kind=TextKind.LEGAL).exclude(key__in=LegalProfile.objects.values("key"))
    ready = [preset for preset in presets if preset.facts.get("retention_months")]
    return LegalProfile.objects.bulk_create([_profile(preset) for preset in ready], ignore_conflicts=True)


def profile_for(user: User) -> LegalProfile | None:
    """The profile of the country in which whoever opens a vacancy works; the only one, if there is one alone."""
    profiles = list(LegalProfile.objects.order_by("pk"))
    own = [profile for profile in profiles if profile.country == user.country]
    return own[0] if own else profiles[0] if len(profiles) == 1 else None


def may_put_under(user: User, vacancy: Vacancy) -> bool:
    """An administrator at any time; the recruiter while it has none, or until the first person has applied under it."""
    if user.has_perm("recruiting.manage_people_data"):
        return True
    free = vacancy.legal_profile_id is None or not vacancy.applications.exists()
    return free and user.has_perm("recruiting.run_vacancy", vacancy)


@transaction.atomic
def put_under(*, vacancy: Vacancy, profile: LegalProfile, by: User, now: datetime) -> FactChange:
    """Put the vacancy under a legal profile, and keep which one it was before.

    Raises AlreadyDone when it is under it, Refused when somebody has applied and `by` is no administrator.
    """
    row = (
        Vacancy.objects.select_for_update(no_key=True, of=("self",)).select_related("legal_profile").get(pk=vacancy.pk)
    )
    if row.legal_profile_id == profile.pk:
        raise AlreadyDone(_("This is so already."))
    if not may_put_under(by, row):
        raise Refused(_("People have applied under these terms. An administrator can change the legal profile."))
    was = row.legal_profile.name if row.legal_profile else ""
    row.legal_profile = profile
    row.save(update_fields=["legal_profile"])
    return FactChange.objects.create(vacancy=row, fact=Fact.LEGAL, was=was, became=profile.name, by=by, at=now)


@transaction.atomic
def change_profile(*, profile: LegalProfile, terms: dict, by: User, now: datetime) -> list[LegalProfileChange]:
    """Set the terms, and keep what each was before; nothing is written when nothing differs."""
    row = LegalProfile.objects.select_for_update().get(pk=profile.pk)
    differing = {name: terms[name] for name in EDITED if name in terms and getattr(row, name) != terms[name]}
    changes = [
        LegalProfileChange(profile=row, field=name, was=getattr(row, name), becomes=becomes, by=by, at=now)
        for name, becomes in differing.items()
    ]
    for name, becomes in differing.items():
        setattr(row, name, becomes)
    row.full_clean()
    row.save()
    return LegalProfileChange.objects.bulk_create(changes)


def _profile(preset: LibraryText) -> LegalProfile:
    facts = preset.facts
    months = facts["retention_months"]
    return LegalProfile(
        key=preset.key,
        text=preset,
        name=preset.title,
        country=facts.get("country", ""),
        not_hired_months=months["not_hired"],
        withdrawn_months=months["withdrawn"],
        reserve_months=months["reserve"],
        answer_days=facts.get("answer_request_days"),
        answer_working_days=facts.get("answer_request_working_days", False),
        separate_document=facts.get("consent_separate_document", False),
        needs_consent=[one["key"] for one in facts.get("consents", []) if one["needs_consent"]],
    )
