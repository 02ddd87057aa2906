"""Consents by purpose: what was shown, in which wording, and whether the person agreed or took it back."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import ConsentWay, Purpose, RequestKind
from recruiting.models import Application, Candidate, ConsentEvent, DataRequest, LegalProfile, NoticeVersion

# What these consents say is about one application; the others are about the person, wherever they were given.
OF_ONE_APPLICATION = [Purpose.THIS_VACANCY, Purpose.RECORDING, Purpose.OTHER_COMPANIES]
NOTICE, CONSENTS = 0, 1  # groups of a preset, in its order


@dataclass(frozen=True)
class Standing:
    """One purpose of a profile: the words to agree to, and the newest event, if there is any."""

    purpose: Purpose
    words: str
    newest: ConsentEvent | None

    @property
    def given(self) -> bool:
        return bool(self.newest and self.newest.given)


def standings(application: Application) -> list[Standing]:
    """Each purpose for which the vacancy's profile asks for consent, in the candidate's language."""
    profile = application.vacancy.legal_profile
    if profile is None:
        return []
    said = words_for(profile, application)
    newest = {row.purpose: row for row in consents_behind(application)}
    return [Standing(Purpose(key), said[key], newest.get(key)) for key in profile.needs_consent if key in said]


def consents_behind(application: Application) -> QuerySet[ConsentEvent]:
    """What the person agreed to or took back that says something of this application, the oldest first."""
    person = application.candidate
    rows = ConsentEvent.objects.filter(candidate__in=[person.pk, *person.absorbed.values_list("pk", flat=True)])
    here = Q(application=application) | ~Q(purpose__in=OF_ONE_APPLICATION)
    return rows.filter(here).select_related("by", "version").order_by("at", "pk")


def notice_for(application: Application) -> list[tuple[str, str]]:
    """The notice of the vacancy's profile in the candidate's language: titles and texts, filled in."""
    profile = application.vacancy.legal_profile
    if profile is None or profile.text is None:
        return []
    with translation.override(application.candidate.language):
        parts = _groups(profile)[NOTICE]
        return [(part.title, _filled(part.body, profile, application)) for part in parts]


def words_for(profile: LegalProfile, application: Application) -> Mapping[str, str]:
    """The words of each consent by purpose, in the candidate's language, filled in."""
    if profile.text is None:
        return {}
    keys = [one["key"] for one in profile.text.facts.get("consents", [])]
    with translation.override(application.candidate.language):
        parts = _groups(profile)[CONSENTS]
        return {key: _filled(part.body, profile, application) for key, part in zip(keys, parts, strict=False)}


@transaction.atomic
def record_consent(
    *,
    application: Application,
    purpose: Purpose,
    given: bool,
    way: ConsentWay,
    by: User | None,
    now: datetime,
) -> ConsentEvent:
    """Keep that the person agreed, or took it back, with the wording that was shown. `by` None: the person.

    Raises AlreadyDone when it stands so, Refused when the profile does not ask for this consent.
    """
    person = Candidate.objects.select_for_update(no_key=True).get(pk=application.candidate_id)
    if person.erased_at:
        raise Refused(_("This person was erased before."))
    standing = next((one for one in standings(application) if one.purpose == purpose), None)
    if standing is None:
        raise Refused(_("No consent is asked for this."))
    if standing.given == given:
        raise AlreadyDone(_("This is so already."))
    if purpose == Purpose.THIS_VACANCY:
        _tell_the_recruiter(application, person, given=given, now=now)
    return ConsentEvent.objects.create(
        candidate=person,
        application=application,
        purpose=purpose,
        given=given,
        version=_version(application, standing, now),
        way=way,
        by=by,
        at=now,
    )


def _tell_the_recruiter(application: Application, person: Candidate, *, given: bool, now: datetime) -> None:
    """Without consent the application cannot go on: somebody is asked to close it, and nothing is closed by itself."""
    same = {"candidate": person, "kind": RequestKind.CONSENT, "application": application}
    if given:
        DataRequest.objects.filter(**same, done_at=None).update(done_at=now)
    elif application.is_active:
        DataRequest.objects.get_or_create(**same, done_at=None, defaults={"at": now})


def _version(application: Application, standing: Standing, now: datetime) -> NoticeVersion:
    digest = hashlib.sha256(standing.words.encode()).hexdigest()
    return NoticeVersion.objects.get_or_create(
        profile=application.vacancy.legal_profile,
        purpose=standing.purpose,
        language=application.candidate.language,
        digest=digest,
        defaults={"words": standing.words, "first_at": now},
    )[0]


def _groups(profile: LegalProfile) -> list[list]:
    """Parts of the preset by heading, in order."""
    groups: dict[str, list] = {}
    for part in profile.text.parts.order_by("order") if profile.text else ():
        groups.setdefault(part.group, []).append(part)
    found = list(groups.values())
    return [*found, [], []]


def _filled(body: str, profile: LegalProfile, application: Application) -> str:
    values = {
        "company": profile.company or settings.COMPANY_NAME or "—",
        "privacy_contact": profile.contact or "—",
        "retention_months": profile.not_hired_months,
        "reserve_months": profile.reserve_months,
        "vacancy_title": application.vacancy.title,
    }
    for name, value in values.items():
        body = body.replace("{" + name + "}", str(value))
    return body
