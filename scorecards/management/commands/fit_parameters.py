"""`manage fit_parameters`: what the nightly fit does, now."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scorecards.domain.fitting import fit_all


class Command(BaseCommand):
    """Prints each version it added."""

    help = str(gettext_lazy("Estimate the model's parameters from the ratings of ended vacancies."))

    def handle(self, *args, **options) -> None:
        """Fit, then say what was added."""
        added = fit_all(now=timezone.now())
        for one in added:
            line = ngettext(
                "%(family)s: version %(version)d from %(count)d rating",
                "%(family)s: version %(version)d from %(count)d ratings",
                one.ratings,
            )
            family = one.family or _("the whole organisation")
            self.stdout.write(line % {"family": family, "version": one.version, "count": one.ratings})
        if not added:
            self.stdout.write(_("No new ratings, or too few of them: nothing was fitted."))
