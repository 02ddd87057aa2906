"""Noting that a job description was approved, and by when it is looked at again."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.domain.errors import Refused
from competencies.models import DescriptionApproval, Role

LONGEST_YEARS = 5  # after which duties, tools and law have moved on, whatever seems to have stayed


@transaction.atomic
def note_approval(*, role: Role, approved_on: date, review_by: date | None, by: User, now: datetime):
    """Keep the approval; without a day of review it is the last one that the term allows.

    Raises Refused for an approval that is still to come, a review outside the term, or a repeated click.
    """
    Role.objects.select_for_update(no_key=True).get(pk=role.pk)
    last = years_after(approved_on, LONGEST_YEARS)
    review_by = review_by or last
    if approved_on > timezone.localdate(now):
        raise Refused(_("The approval cannot lie in the future."))
    if review_by <= approved_on:
        raise Refused(_("The review comes after the approval."))
    if review_by > last:
        raise Refused(_("A job description is reviewed after five years at the latest."))
    newest = DescriptionApproval.objects.filter(role=role).first()
    if newest and (newest.approved_on, newest.review_by) == (approved_on, review_by):
        raise Refused(_("This approval is noted already."))
    return DescriptionApproval.objects.create(role=role, approved_on=approved_on, review_by=review_by, by=by, at=now)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the last of February stands for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
