"""Acts of an administrator on people: invite, invite again, correct, change the role, switch off and on."""

from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain.errors import Refused
from accounts.domain.holdings import left_alone
from accounts.domain.inviting import send_invitation
from accounts.enums import Language, PersonChange, Role
from accounts.models import PersonEvent, User

log = structlog.get_logger("accounts")


@transaction.atomic
def invite(
    *, email: str, full_name: str, role: Role, job_title: str, language: Language, by: User, now: datetime
) -> User:
    """Add a person without a password and mail the link at which they set it.

    Raises Refused when the address is taken.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email, full_name=full_name, role=role, job_title=job_title, language=language
            )
    except IntegrityError as taken:  # somebody else invited the same person a moment ago
        raise Refused(_("Somebody already has this address.")) from taken
    send_invitation(user=user, by=by)
    _record(user, PersonChange.INVITED, by=by, now=now, becomes=role)
    log.info("accounts.invited", user=user.pk, role=str(role), by=by.pk)
    return user


@transaction.atomic
def invite_again(*, user: User, by: User) -> None:
    """Mail a new link; the one sent before no longer opens. Raises Refused for whoever has a password or no access."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.has_usable_password() or not row.is_active:
        raise Refused(_("%(name)s needs no invitation.") % {"name": row.full_name})
    row.set_unusable_password()
    row.save(update_fields=["password"])
    send_invitation(user=row, by=by)


@transaction.atomic
def change_person(*, user: User, full_name: str, job_title: str, role: Role, by: User, now: datetime) -> User:
    """Correct the name and the post, and give the role.

    Raises Refused when the last administrator would go or a running vacancy would lose who runs it or decides.
    """
    administrators = _administrators()
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.role != role and row.is_active:
        _keep_an_administrator(row, administrators)
        _hand_over_first(row, role)
    was, row.full_name, row.job_title, row.role = row.role, full_name, job_title, role
    row.save(update_fields=["full_name", "name_sort", "job_title", "role"])
    if was != role:
        _record(row, PersonChange.ROLE, by=by, now=now, was=was, becomes=role)
        log.info("accounts.role_changed", user=row.pk, was=was, role=str(role), by=by.pk)
    return row


@transaction.atomic
def switch_off(*, user: User, by: User, now: datetime) -> User:
    """Take the access away: open sessions end at their next request, the name stays where it stands.

    Raises Refused for oneself, the last administrator, and whoever a running vacancy cannot do without.
    """
    if user.pk == by.pk:
        raise Refused(_("You cannot switch off your own access."))
    administrators = _administrators()
    row = User.objects.select_for_update().get(pk=user.pk)
    if not row.is_active:
        return row
    _keep_an_administrator(row, administrators)
    _hand_over_first(row, None)
    row.is_active = False
    row.save(update_fields=["is_active"])
    _record(row, PersonChange.SWITCHED_OFF, by=by, now=now)
    log.info("accounts.switched_off", user=row.pk, by=by.pk, at=now.isoformat())
    return row


@transaction.atomic
def switch_on(*, user: User, by: User, now: datetime) -> User:
    """Give the access back, with the role and the password the person had."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.is_active:
        return row
    row.is_active = True
    row.save(update_fields=["is_active"])
    _record(row, PersonChange.SWITCHED_ON, by=by, now=now)
    log.info("accounts.switched_on", user=row.pk, by=by.pk, at=now.isoformat())
    return row


def _administrators() -> set[int]:
    """Who administers now. The rows are locked, so that two administrators cannot remove each other at once."""
    rows = User.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk").select_for_update()
    return set(rows.values_list("pk", flat=True))


def _keep_an_administrator(user: User, administrators: set[int]) -> None:
    if administrators == {user.pk}:
        raise Refused(_("%(name)s is the last administrator. Name another one first.") % {"name": user.full_name})


def _hand_over_first(user: User, role: Role | None) -> None:
    if alone := left_alone(user, role):
        message = _("Nobody else could go on with this. Put somebody else into the team first.")
        raise Refused(message, holdings=alone)


def _record(user: User, change: PersonChange, *, by: User, now: datetime, was: str = "", becomes: str = "") -> None:
    PersonEvent.objects.create(user=user, change=change, was=was, becomes=becomes, by=by, at=now)
