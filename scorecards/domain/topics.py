"""Topics to probe: left by whoever has met the candidate, passed on once another person found no verdict in them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.discretion import still_blind
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.people_data.presence import lock_while_held
from recruiting.models import Application, Stage
from recruiting.rules import decides, runs
from scorecards.domain.verdicts import ratings_in
from scorecards.enums import CardState, TopicState
from scorecards.models import Scorecard, Topic


def may_review(user: User, application: Application) -> bool:
    """Recruiters and hiring managers of the team, once they owe no scorecard on the candidate themselves."""
    runs_it = runs.test(user, application.vacancy) or decides.test(user, application.vacancy)
    return runs_it and not still_blind(user, application)


def may_leave(user: User, application: Application) -> bool:
    """Who reviews, and every interviewer who has submitted a card: nobody writes before having rated."""
    sealed = Scorecard.objects.filter(application=application, interviewer=user, state=CardState.SUBMITTED)
    return not still_blind(user, application) and (sealed.exists() or may_review(user, application))


def topics_for(user: User, application: Application) -> QuerySet[Topic]:
    """Topics the person may read here: reviewers all, others their own. Kits show passed ones only, to everybody."""
    rows = Topic.objects.filter(application=application).select_related("stage", "author", "reviewed_by")
    return rows if may_review(user, application) else rows.filter(author=user)


def passed_topics(application: Application, stage: Stage) -> list[str]:
    """What the kit of a stage shows: the words that passed, never whose they were."""
    rows = Topic.objects.filter(application=application, stage=stage, state=TopicState.PASSED).order_by("at", "pk")
    return list(rows.exclude(passed_text="").values_list("passed_text", flat=True))


def stages_ahead(application: Application) -> list[Stage]:
    """Stages whose kit can still show a topic: from the present one on, with competencies to rate; none once closed."""
    if not application.is_active:
        return []
    rows = application.vacancy.stages.filter(order__gte=application.stage.order, covers__isnull=False)
    return list(rows.distinct().order_by("order"))


@transaction.atomic
def leave_topic(*, application: Application, stage: Stage, text: str, by: User, now: datetime) -> Topic:
    """Keep a topic until somebody else has looked it through. Raises Refused when it is empty or holds a rating."""
    words = _clean(text)
    application = lock_while_held(application)
    if not may_leave(by, application):
        raise Refused(_("Topics are left by those who have rated the candidate. Submit your scorecard first."))
    if stage not in stages_ahead(application):
        raise Refused(_("This stage is over for the candidate."))
    twin = Topic.objects.filter(application=application, stage=stage, author=by, text=words)
    if twin.exists():
        raise AlreadyDone(_("You have left this topic already."))
    return Topic.objects.create(application=application, stage=stage, text=words, author=by, at=now)


@transaction.atomic
def review_topic(*, topic: Topic, state: TopicState, text: str, by: User, now: datetime) -> Topic:
    """Pass a topic on, in its own or in other words, or keep it back; the written text stays as it was.

    Raises Refused for one's own topic or a text with a rating, AlreadyDone when it was looked through before.
    """
    lock_while_held(topic.application)
    topic = Topic.objects.select_for_update(no_key=True).select_related("application__vacancy").get(pk=topic.pk)
    if not may_review(by, topic.application):
        raise Refused(_("You cannot look this topic through."))
    if topic.author_id == by.pk:
        raise Refused(_("Another person of the team looks your topics through."))
    if topic.state != TopicState.WAITING:
        raise AlreadyDone(_("This topic was looked through already."))
    topic.state, topic.reviewed_by, topic.reviewed_at = state, by, now
    topic.passed_text = _clean(text) if state == TopicState.PASSED else ""
    topic.save()
    return topic


def _clean(text: str) -> str:
    words = "\n".join(line.strip() for line in text.strip().splitlines())
    if not words:
        raise Refused(_("The topic has no text."))
    if found := ratings_in(words):
        raise Refused(_("A topic never holds a rating. Take out “%(words)s”.") % {"words": "”, “".join(found)})
    return words
