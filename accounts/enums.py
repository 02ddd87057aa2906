from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What a person may do in general; on which vacancy is said by the team and the seats."""

    HR = "hr", _("HR manager")
    INTERVIEWER = "interviewer", _("Interviewer")
    HIRING_MANAGER = "hiring_manager", _("Hiring manager")
    ADMIN = "admin", _("Administrator")


class Language(TextChoices):
    ENGLISH = "en", "English"
    RUSSIAN = "ru", "Русский"
    ROMANIAN = "ro", "Română"


class Theme(TextChoices):
    SYSTEM = "", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class PersonChange(TextChoices):
    """What an administrator did to somebody's access."""

    INVITED = "invited", _("Invited")
    ROLE = "role", _("Role changed")
    SWITCHED_OFF = "switched_off", _("Switched off")
    SWITCHED_ON = "switched_on", _("Switched on")
    EMAIL_ASKED = "email_asked", _("New address asked for")
    EMAIL = "email", _("Address changed")
    HANDED_OVER = "handed_over", _("Handed over")


class AccessAction(TextChoices):
    READ_CANDIDATE = "read_candidate", _("Read a candidate's data")
    READ_FILE = "read_file", _("Opened a file")
    READ_RATINGS = "read_ratings", _("Read ratings")
    EXPORT = "export", _("Exported data")


# Django's own Romanian and Russian catalogues write these with a capital, which is wrong inside a sentence. Ours are
# looked up first; they stand here only so that they stay in the catalogue.
CALENDAR_WORDS = (
    *(_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")),
    *(_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")),
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June")),
    *(_("July"), _("August"), _("September"), _("October"), _("November"), _("December")),
    *(pgettext_lazy("alt. month", "January"), pgettext_lazy("alt. month", "February")),
    *(pgettext_lazy("alt. month", "March"), pgettext_lazy("alt. month", "April")),
    *(pgettext_lazy("alt. month", "May"), pgettext_lazy("alt. month", "June")),
    *(pgettext_lazy("alt. month", "July"), pgettext_lazy("alt. month", "August")),
    *(pgettext_lazy("alt. month", "September"), pgettext_lazy("alt. month", "October")),
    *(pgettext_lazy("alt. month", "November"), pgettext_lazy("alt. month", "December")),
)
