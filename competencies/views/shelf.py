"""Exercises and texts of the library, as they are printed and handed out."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competencies.enums import Level
from competencies.models import Exercise, LibraryText, TextPart
from competencies.views.trail import trail

LISTS = ("criteria__competency", "bands", "categories", "indicators", "client_types")


@require_safe
def exercise(request, key: str) -> HttpResponse:
    """What the candidate does, with the sheet on which it is scored."""
    exercise = get_object_or_404(Exercise.objects.prefetch_related(*LISTS), key=key)
    context = {
        "exercise": exercise,
        "levels": Level,
        "trail": trail((_("Exercises and tests"), "?show=exercises"), (exercise.name, "")),
    }
    return render(request, "competencies/exercise.html", context)


@require_safe
def text(request, key: str) -> HttpResponse:
    text = get_object_or_404(LibraryText.objects.prefetch_related("parts__competency"), key=key)
    context = {
        "text": text,
        "groups": grouped(text),
        "trail": trail((_("Texts"), "?show=texts"), (text.title, "")),
    }
    return render(request, "competencies/text.html", context)


def grouped(text: LibraryText) -> list[tuple[str, list[TextPart]]]:
    """The parts under their headings, in order."""
    return [(group, list(parts)) for group, parts in groupby(text.parts.all(), lambda part: part.group)]
