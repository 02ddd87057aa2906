"""Submitting in two steps: the ratings are sealed while they are fresh, the notes until noon of the next working day.

From the first step on no level, mark or recommendation changes any more, and the board counts the card as in.
Colleagues' ratings open only when the whole card is sealed: at its author's word, or by itself when the time is over.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.domain.working_days import is_working_day
from accounts.models import User
from scorecards.domain.answers import NO_RESULT, Answer, Answers, Result
from scorecards.domain.sealing import digest

NOON = time(12)
LONGEST_BREAK = 30  # days in a row without a working day; then the next day counts


def notes_until(user: User, now: datetime) -> datetime:
    """Noon of the writer's next working day, on the writer's own clock."""
    today = now.astimezone(ZoneInfo(user.time_zone)).date()
    days = [today + timedelta(days=ahead) for ahead in range(1, LONGEST_BREAK)]
    day = next((one for one in days if is_working_day(user, one)), days[0])
    return datetime.combine(day, NOON, tzinfo=ZoneInfo(user.time_zone)).astimezone(UTC)


def ratings_digest(answers: Answers) -> str:
    """Digest of what the first step seals: levels, recommendation, kinds of errors, marks and scores; no words."""
    seen = {key: one for key, one in answers.results.items() if one.marks or one.score is not None}
    return digest(
        {
            "recommendation": answers.recommendation,
            "ratings": sorted([key, answer.choice] for key, answer in answers.items.items()),
            "errors": sorted(answers.errors),
            "results": [[key, seen[key].score, dict(seen[key].marks)] for key in sorted(seen)],
        }
    )


def only_notes_of(mine: Answers, saved: Answers) -> Answers:
    """What is saved, with the words of `mine`: all that may still change once the ratings are sealed."""
    return replace(
        saved,
        items={key: _words(mine.items.get(key, answer), answer) for key, answer in saved.items.items()},
        summary=mine.summary,
        errors={kind: mine.errors.get(kind, what) for kind, what in saved.errors.items()},
        results=_results(mine, saved),
        claims=mine.claims,
    )


def _words(mine: Answer, saved: Answer) -> Answer:
    return replace(mine, level=saved.level, not_observed=saved.not_observed)


def _results(mine: Answers, saved: Answers) -> dict[int, Result]:
    """Every exercise has its row since the first step, so that a note can still be added to it."""
    return {key: replace(one, note=mine.results.get(key, NO_RESULT).note) for key, one in saved.results.items()}
