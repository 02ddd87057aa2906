from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    """What has become of a line of the ledger."""

    DUE = "due", _("Waits to be written")
    WRITTEN = "written", _("Mail written")
    STOPPED = "stopped", _("Not needed any more")


class StopReason(TextChoices):
    """Why a mail that was due was not written."""

    OVER = "over", _("it was done, cancelled or closed before the mail was written")
    MOVED = "moved", _("it was moved: a new series has begun")
    OTHERS = "others", _("somebody else has it now")
    OVERTAKEN = "overtaken", _("a later reminder of the same series took its place")
    OFF = "off", _("this reminder was switched off")
    NO_TIME = "no_time", _("it could not be written before it lost its sense")


class Unit(TextChoices):
    """What the first moment of a kind is counted in."""

    HOURS_BEFORE = "hours_before", _("hours before the start")
    MINUTES_AFTER = "minutes_after", _("minutes after the end")
    MORNINGS = "mornings", _("working mornings to wait")
    DAYS = "days", _("days, and twice as many")


class Subject(TextChoices):
    """What a kind of duty is about."""

    INTERVIEW = "interview", _("Interviews")
    SCORECARD = "scorecard", _("Scorecards")
    APPLICATION = "application", _("Candidates")
    VACANCY = "vacancy", _("The vacancy")
    PEOPLE = "people", _("People’s data")
    LIBRARY = "library", _("Library")


class Decided(TextChoices):
    """What decided about a mail."""

    WRITTEN = "written", _("Mail written")
    DUE = "due", _("Due")
    DIGEST = "digest", _("In the morning’s mail")
    NOT_DUE = "not_due", _("Not due yet")
    QUIET = "quiet", _("Quiet hours")
    DAY_OFF = "day_off", _("Not a working time")
    OFF = "off", _("Switched off")
    SNOOZED = "snoozed", _("Put off")
    AWAY = "away", _("Away")
    HANDED_ON = "handed_on", _("Passed on")
    SERIES_OVER = "series_over", _("Series ended")
    NO_POINT = "no_point", _("Too late to help")
    STOPPED = "stopped", _("Stopped")
    NOT_OWED = "not_owed", _("Nothing owed")
