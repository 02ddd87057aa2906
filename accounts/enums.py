from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy


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
    CORRECT = "correct", _("Corrected name or contacts")


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

# These are said by Django with the Romanian ş and ţ with a cedilla, which are letters of another language; ours have
# the comma below.
DJANGO_WORDS = (
    _("Enter a number."),
    _("Enter a whole number."),
    _("Enter a valid IPv4 address."),
    _("Enter only digits separated by commas."),
    _("Ensure this value is %(limit_value)s (it is %(show_value)s)."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Please either submit a file or check the clear checkbox, not both."),
    _("Upload a valid image. The file you uploaded was either not an image or a corrupted image."),
    _("Please correct the duplicate data for %(field)s."),
    _("Please correct the duplicate data for %(field)s, which must be unique."),
    _(
        "Please correct the duplicate data for %(field_name)s which must be unique for the %(lookup)s in "
        "%(date_field)s."
    ),
    _("Please correct the duplicate values below."),
    _("Please enter a correct %(username)s and password. Note that both fields may be case-sensitive."),
    _("Designates whether this user should be treated as active. Unselect this instead of deleting accounts."),
    _("String (up to %(max_length)s)"),
    _("One-to-one relationship"),
    ngettext_lazy("%(size)d byte", "%(size)d bytes"),
)
