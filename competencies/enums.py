from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(IntegerChoices):
    """Five described levels; the same words for every role, roles differ in the level they require."""

    NO_SIGN = 1, _("No sign")
    WITH_SUPPORT = 2, _("With support")
    INDEPENDENT = 3, _("Independent")
    CONFIDENT = 4, _("Confident")
    SETS_STANDARD = 5, _("Sets the standard")


class Category(TextChoices):
    VALUE = "value", _("Value")
    PERSONAL_QUALITY = "personal_quality", _("Personal quality")
    MOTIVATION = "motivation", _("Motivation")
    SOFT_SKILL = "soft_skill", _("Soft skill")
    HARD_SKILL = "hard_skill", _("Hard skill")
    MANAGEMENT = "management", _("Management")
    KNOWLEDGE = "knowledge", _("Knowledge")


class GridState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Section(TextChoices):
    CORE = "core", _("Core")
    SUPPLEMENT = "supplement", _("Supplement")
    PEOPLE = "people", _("People")
    OPERATIONS = "operations", _("Operations")
    CLIENTS = "clients", _("Clients")
    BUSINESS_PROCESS = "business_process", _("Business process")
    PERSONAL = "personal", _("Personal")


class QuestionFormat(TextChoices):
    STAR = "star", _("Behavioural (STAR)")
    OPEN = "open", pgettext_lazy("kind of question", "Open")
    SITUATIONAL = "situational", _("Situational")
    CASE = "case", _("Case")
    PROVOCATIVE = "provocative", _("Provocative")
    SIMULATION = "simulation", _("Simulation")
    TASK = "task", _("Task")
    QUIZ = "quiz", _("Oral or written quiz")
    CLOSED_COMMENT = "closed_comment", _("Closed, with a comment")
    EMPLOYER_SIDE = "employer_side", _("About the employer")


class StatementKind(TextChoices):
    DUTY = "duty", _("Duty")
    HARD_SKILL = "hard_skill", _("Hard skill")
    SOFT_SKILL = "soft_skill", _("Soft skill")
    REQUIREMENT = "requirement", _("Requirement")
    RIGHT = "right", _("Right")
    LIABILITY = "liability", _("Liability")


class TaxBasis(TextChoices):
    NET = "net", _("after tax")
    GROSS = "gross", _("before tax")
    UNKNOWN = "unknown", _("tax basis not stated")


class PayPeriod(TextChoices):
    HOUR = "hour", _("an hour")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")


class RoleLevel(TextChoices):
    """Levels of a family as the role files write them."""

    JUNIOR = "junior", _("Junior")
    MIDDLE = "middle", _("Middle")
    SENIOR = "senior", _("Senior")
    FIRST = "1", _("Level 1")
    SECOND = "2", _("Level 2")
    THIRD = "3", _("Level 3")
    FOURTH = "4", _("Level 4")


class RoleFamily(TextChoices):
    """Families the shipped roles belong to; a family that is not here is called by its first role."""

    SUPPORT = "customer_support_specialist", _("Customer support")
    ACCOUNTS = "customer_service_account_manager", _("Client management")
    RELATIONS = "customer_relations", _("Customer relations")
    OPERATIONS = "contact_center_operations", _("Contact centre operations")
    MANAGEMENT = "contact_center_management", _("Contact centre management")


class ExerciseKind(TextChoices):
    ROLE_PLAY = "role_play", _("Role play")
    CASE = "case", _("Case study")
    GROUP_TASK = "group_task", _("Group task")
    PRESENTATION = "presentation", _("Presentation")
    WRITTEN_TASK = "written_task", _("Written task")
    CHAT_TRIAL = "chat_trial", _("Chat trial")
    TEST = "test", _("Test")


class Verdict(TextChoices):
    """How the outcome of a test is read; a person decides what follows from it."""

    PASS = "pass", _("Passes")
    ACCEPTABLE = "acceptable", _("Acceptable")
    FAIL = "fail", _("Does not pass")


class TextKind(TextChoices):
    LETTER = "letter", _("Letters")
    JOB_DESCRIPTION = "job_description", _("Job descriptions")
    LEGAL = "legal", _("Legal profiles")
    PROFILE = "profile", _("Portraits")
    MISTAKES = "mistakes", _("Mistakes of selection")


class Topic(TextChoices):
    """What must not decide about a person, as the laws of the countries in which we hire name it."""

    AGE = "age", _("age")
    SEX = "sex", _("sex")
    FAMILY = "family", _("family and children")
    HEALTH = "health", _("health and disability")
    ORIGIN = "origin", _("origin and language")
    FAITH = "faith", _("religion")
    ORIENTATION = "orientation", _("sexual orientation")
    VIEWS = "views", _("political views and trade unions")
    LOOKS = "looks", _("appearance")


class Basis(TextChoices):
    """Where a suggestion comes from."""

    SOURCE = "source", _("published practice")
    PROPOSAL = "proposal", _("proposal of the library")


class Precision(TextChoices):
    """How exactly the time of a snapshot is known."""

    YEAR = "year", _("year")
    DAY = "day", _("day")
