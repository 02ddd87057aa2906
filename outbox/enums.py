from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageState(TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    UNCERTAIN = "uncertain", _("Perhaps sent: the answer of the mail server was lost")
    CANCELLED = "cancelled", _("Called back")
    HELD = "held", pgettext_lazy("mail", "Held")
    RETURNED = "returned", _("Came back")


class MessageKind(TextChoices):
    ACCOUNT = "account", _("Account")
    REMINDER = "reminder", _("Reminder")
    LETTER = "letter", _("Letter to a candidate")
    INVITATION = "invitation", _("Invitation to an interview")
    NOTICE = "notice", _("Notice")


class AttemptOutcome(TextChoices):
    STARTED = "started", _("Started")
    ACCEPTED = "accepted", _("Accepted by the mail server")
    REFUSED = "refused", _("Refused for good")
    RETRY = "retry", _("Refused for now")
    UNCERTAIN = "uncertain", _("Answer lost")


class MessageAct(TextChoices):
    """What was done to a message after it was written."""

    CALLED_BACK = "called_back", _("Called back")
    HELD = "held", pgettext_lazy("mail", "Held")
    RELEASED = "released", _("Released")
    EDITED = "edited", _("Text changed")
    SENT_AGAIN = "sent_again", _("Sent again")
    READDRESSED = "readdressed", _("Address changed")
    ARRIVED = "arrived", _("Marked as arrived")
    CAME_BACK = "came_back", _("Came back")
