from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class AccessAction(TextChoices):
    READ_CANDIDATE = "read_candidate", _("Read a candidate's data")
    READ_FILE = "read_file", _("Opened a file")
    READ_RATINGS = "read_ratings", _("Read ratings")
    EXPORT = "export", _("Exported data")
