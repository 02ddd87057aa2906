"""What templates ask of a card that is shown: its amendments, its results in words."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recruiting.models import Application
from scorecards.domain.amendments import amendments_of
from scorecards.domain.naming import level_words
from scorecards.domain.results import ReadResult, read_results
from scorecards.domain.revising import Revisable
from scorecards.models import Amendment, Rating, Scorecard

register = template.Library()


@register.filter
def amendments(card: Scorecard, rating: Rating | None) -> list[Amendment]:
    """Amendments of one rating of the card, or of the recommendation for None."""
    return amendments_of(card, rating)


@register.filter
def results(card: Scorecard) -> list[ReadResult]:
    return read_results(card)


@register.filter
def of_application(revisable: Revisable, application: Application) -> dict[str, int | bool | None]:
    """Whether the application is `decided`, and the decision that the reader may `revise`."""
    return {"decided": revisable.is_decided(application.pk), "revise": revisable.to_revise(application.pk)}


register.filter("level_words", level_words)


@register.filter
def lasting(time: timedelta) -> str:
    """A time span in its two largest units; before the end of an interview counts as at once."""
    minutes = max(0, round(time.total_seconds() / 60))
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    return ngettext("%(count)d day", "%(count)d days", minutes // 1440) % {"count": minutes // 1440}
