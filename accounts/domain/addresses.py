"""A new address for a person: asked for by an administrator, opened by a link sent to it, told to the old one."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.domain.errors import Refused
from accounts.enums import PersonChange
from accounts.models import PersonEvent, User

SALT = "accounts.addresses"
OPENS_FOR = timedelta(days=3)


@transaction.atomic
def ask_for_address(*, user: User, email: str, by: User, now: datetime) -> PersonEvent:
    """Mail a link to the new address; nothing changes before it is opened. A later request voids the link.

    Raises Refused when the address is the present one or somebody's.
    """
    wanted = email.strip().lower()
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if wanted == row.email:
        raise Refused(_("This is the present address."))
    if User.objects.filter(email__iexact=wanted).exists():
        raise Refused(_("Somebody already has this address."))
    event = PersonEvent.objects.create(
        user=row, change=PersonChange.EMAIL_ASKED, was=row.email, becomes=wanted, by=by, at=now
    )
    link = settings.SITE_URL.rstrip("/") + reverse("accounts:address", args=[signing.dumps(event.pk, salt=SALT)])
    _mail("address_asked", row, to=wanted, by=by, link=link, days=OPENS_FOR.days)
    _mail("address_warning", row, to=row.email, by=by, becomes=wanted)
    return event


def request_behind(key: str) -> PersonEvent | None:
    """The request that a link stands for; None when it is void, too old or overtaken."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=OPENS_FOR)
    except signing.BadSignature:
        return None
    event = PersonEvent.objects.filter(pk=pk, change=PersonChange.EMAIL_ASKED).select_related("user", "by").first()
    if event is None or event.was != event.user.email or not event.user.is_active:
        return None
    changes = [PersonChange.EMAIL_ASKED, PersonChange.EMAIL]
    newest = PersonEvent.objects.filter(user=event.user, change__in=changes).last()
    return event if newest == event else None


@transaction.atomic
def take_address(*, key: str, now: datetime) -> User:
    """Make the new address the one to log in with, and tell the old one. Raises Refused for a link that is void."""
    event = request_behind(key)
    if event is None:
        raise Refused(_("This link no longer opens anything. Ask an administrator for a new one."))
    row = User.objects.select_for_update().get(pk=event.user_id)
    if row.email != event.was:
        raise Refused(_("This link no longer opens anything. Ask an administrator for a new one."))
    row.email = event.becomes
    try:
        with transaction.atomic():
            row.save(update_fields=["email"])
    except IntegrityError as taken:
        raise Refused(_("Somebody already has this address.")) from taken
    EmailAddress.objects.filter(user=row).delete()  # the old one must not open a way to a new password
    PersonEvent.objects.create(
        user=row, change=PersonChange.EMAIL, was=event.was, becomes=event.becomes, by=row, at=now
    )
    _mail("address_changed", row, to=event.was, by=event.by, becomes=event.becomes)
    return row


def _mail(name: str, user: User, *, to: str, by: User, **words) -> None:
    with override(user.language):
        text = render_to_string(f"accounts/mail/{name}.txt", {"user": user, "by": by, **words})
        subject, _blank, body = text.strip().partition("\n")
        EmailMessage(subject, body.strip() + "\n", to=[to], reply_to=[by.email]).send()
