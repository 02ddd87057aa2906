"""Whose a page is: a key that tells one log-in from another in the browser, without naming the person."""

from django.utils.crypto import salted_hmac

from accounts.models import User

FIELD = "owner"
HEADER = "X-Page-Owner"


def owner_key(user: User) -> str:
    """The same for all of a person's pages, 32 hexadecimal digits; nobody can guess it without the secret key.

    Texts that wait in the browser are kept under it, so that another log-in never reads them.
    """
    return salted_hmac("rubrika.page-owner", str(user.pk)).hexdigest()[:32] if user.is_authenticated else ""
