"""The briefing on a leading role: five areas in the words of the business, before anybody is looked for."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from competencies.enums import Section, TextKind
from competencies.models import Grid, LibraryText, Role
from recruiting.domain.errors import Refused
from recruiting.domain.gates import Blocker
from recruiting.models import AREAS, Briefing, Vacancy


def is_leading(grid: Grid) -> bool:
    """Whether the role is judged by areas of control, which is what makes it a leading one."""
    return grid.items.filter(section__in=AREAS).exists()


def is_blank(text: str) -> bool:
    """Nothing, or nothing but dashes and dots: a request without a word names no task."""
    return not any(letter.isalpha() for letter in text)


def blank_areas(briefing: Mapping[str, str]) -> list[Blocker]:
    """What stands against opening: every area that says nothing, by its name."""
    return [
        Blocker(f"briefing_blank:{area.value}", _("The briefing says nothing on: %(area)s.") % {"area": area.label})
        for area in AREAS
        if is_blank(briefing.get(area, ""))
    ]


def required_briefing(grid: Grid, briefing: Mapping[str, str]) -> Mapping[str, str]:
    """The briefing that a vacancy on this grid keeps: all five areas for a leading role, else none.

    Raises Refused with a blocker for each area that says nothing.
    """
    if not is_leading(grid):
        return {}
    if blank := blank_areas(briefing):
        raise Refused(blank[0].message, blockers=blank)
    return briefing


def keep_briefing(vacancy: Vacancy, briefing: Mapping[str, str]) -> None:
    """Write the areas down in their order."""
    Briefing.objects.bulk_create(
        Briefing(vacancy=vacancy, area=area, text=briefing[area].strip()) for area in AREAS if briefing.get(area)
    )


def questions() -> dict[Section, str]:
    """What to ask the employer in each area, so that the answer names this post and not leadership in general."""
    return {
        Section.PEOPLE: _("How many people and shifts, what turnover, who hires, trains and plans the hours today?"),
        Section.OPERATIONS: _("Which channels and systems, what load and peaks, which reports, who answers for IT?"),
        Section.CLIENTS: _("Who calls and writes, what a client is worth, how satisfaction is measured today?"),
        Section.BUSINESS_PROCESS: _("What budget and staff plan, what a contact costs, what must be better in a year?"),
        Section.PERSONAL: _("What working mood is wanted, how conflicts are settled, what the last head lacked?"),
    }


def mistakes(role: Role) -> LibraryText | None:
    """The library's list of mistakes in choosing for this role, with its parts."""
    found = LibraryText.objects.filter(kind=TextKind.MISTAKES, role=role)
    return found.prefetch_related("parts").first()
