"""The mail that invites a person: a link that opens once, at which they set their password."""

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User

DAY = 86_400  # seconds


def send_invitation(*, user: User, by: User) -> None:
    """Write the mail in the person's language; it travels the way every mail does. Answers go to who invites."""
    words = {
        "user": user,
        "by": by,
        "link": password_link(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // DAY,
    }
    with override(user.language):
        text = render_to_string("accounts/mail/invitation.txt", words)
        subject, _blank, body = text.strip().partition("\n")
        EmailMessage(subject, body.strip() + "\n", to=[user.email], reply_to=[by.email]).send()


def password_link(user: User) -> str:
    """The address at which the password is set; it is void once a password is set or another link is made."""
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    place = {"uidb36": user_pk_to_url_str(user), "key": key}
    return settings.SITE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=place)
