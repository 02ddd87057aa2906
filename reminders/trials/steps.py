"""Which statements of the engine and the outbox the drill walks: before each of these a worker must have died.

Whatever is spared is named here with its reason, so that a new statement is walked or explained.
"""

from reminders.trials.deaths import Deaths, Step

SINGLE = "for a mail that is written alone; reminders are written in batches"
FILES = "the mails of the drill go to a mail server"
NEVER = "nothing of the drill comes to its end before it is mailed, and nobody is asleep or away"
FOR_GOOD = "the mail server of the drill refuses nothing for good"
A_RACE = "only a worker that another has overtaken passes here"

SPARED: dict[str, dict[str, str]] = {
    "outbox.domain.delivery": {
        "deliver": SINGLE,
        "_claim: due = due.filter(pk=only)": SINGLE,
        "_deliver: return None": A_RACE,
        "_begin: return None": A_RACE,
        "_may_go: message.state": NEVER,
        "_may_go: _keep": NEVER,
        "_may_go: return False": NEVER,
        "_try: return Handed(AttemptOutcome.REFUSED": FOR_GOOD,
        "_settle: return": A_RACE,
        "_put_off: if handed.outcome": FOR_GOOD,
        "_put_off: message.state = MessageState.FAILED": FOR_GOOD,
    },
    "outbox.domain.queueing": {"queue_message": SINGLE, "_enclose": SINGLE},
    "outbox.domain.transports": {
        "file_name": FILES,
        "FileLine.hand_over": FILES,
        "_Listening.data: raise": "the server of the drill always lets a worker begin its text",
        "_send: return Handed(AttemptOutcome.REFUSED": FOR_GOOD,
    },
    "outbox.tasks": {"deliver_message": SINGLE},
    "reminders.domain.finding": {"found: people.pop": NEVER},
    "reminders.domain.writing": {
        "Reminder.key": "for the command that prints what it sends",
        "write_digest: lines.update": A_RACE,
        "write_digest: return []": A_RACE,
        "_judged: line.s": NEVER,
        "verdicts_on: found[line.pk] = _why_not": NEVER,
        "verdicts_on: found[line.pk] = StopReason": NEVER,
        "_why_not": NEVER,
        "_when: return StopReason": NEVER,
    },
}
"""By module: a function, or a function and how a statement in it begins, and why nobody passes there."""


def left_out(deaths: Deaths) -> list[str]:
    """Statements before which nobody has died though the drill passes there, as a person finds them."""
    met = deaths.met()
    return [
        f"{place} {step.function}: {step.text}"
        for place, step in deaths.steps.items()
        if place not in met and not is_spared(step)
    ]


def is_spared(step: Step) -> bool:
    """Whether the drill does not come by."""
    named = f"{step.function}: {step.text}"
    return any(one == step.function or (": " in one and named.startswith(one)) for one in SPARED.get(step.module, {}))
