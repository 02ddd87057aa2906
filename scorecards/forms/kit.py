"""What the kit sends: marks of its questions, and topics for a later stage."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.owner import FIELD
from accounts.domain.sent import whole
from recruiting.models import KitQuestion, Stage
from scorecards.domain.marking import Mark
from scorecards.domain.verdicts import verdicts_in
from scorecards.enums import TopicState

MINE, SAVED = "mine", "saved"
FIELDS = {"asked", "instead", "seen"}
OWN = {"csrfmiddlewaretoken", "writer", "back", FIELD}


def marks_sent(data: Mapping[str, str], kit: Sequence[KitQuestion]) -> dict[int, Mark]:
    """The marks on the page by question; one that is not on it stays as it is kept. What the database does not take is
    left out of the words."""
    sent = {row.pk: _sent(data, row.pk) for row in kit if f"seen-{row.pk}" in data}
    return {key: replace(mark, replacement=mark.replacement.replace("\0", "")) for key, mark in sent.items()}


def marks_changed(data: Mapping[str, str]) -> dict[int, Mark] | None:
    """The marks of the questions whose fields came, for the short save; None where something else came as well."""
    names = [name.partition("-") for name in data if name not in OWN]
    ids = {number for _kind, _dash, number in names}
    if any(kind not in FIELDS for kind, _dash, _number in names) or not all(_is_id(one) for one in ids):
        return None
    sent = {number for kind, _dash, number in names if kind == "instead"}
    return {int(number): _sent(data, int(number)) for number in sent}


def settled(data: Mapping[str, str]) -> dict[int, int]:
    """Questions whose clash was shown and settled in favour of the page, with the revision shown."""
    return {key: whole(data.get(f"settles-{key}"), digits=9) or 0 for key in _kept(data, MINE)}


def given_up(data: Mapping[str, str]) -> set[int]:
    """Questions whose clash was settled in favour of what was saved elsewhere."""
    return set(_kept(data, SAVED))


def made_before(data: Mapping[str, str], asked_again: Collection[int]) -> list[tuple[int, str, int]]:
    """(question, choice, revision) of clashes settled while others are asked about, for the page to send on."""
    made = [(key, MINE, revision) for key, revision in settled(data).items()]
    made += [(key, SAVED, 0) for key in sorted(given_up(data))]
    return [one for one in made if one[0] not in asked_again]


def _sent(data: Mapping[str, str], key: int) -> Mark:
    text = data.get(f"instead-{key}", "").replace("\r\n", "\n").replace("\r", "\n")
    return Mark(data.get(f"asked-{key}", ""), text, whole(data.get(f"seen-{key}"), digits=9) or 0)


def _kept(data: Mapping[str, str], choice: str) -> list[int]:
    names = [name for name, value in data.items() if name.startswith("keep-asked-") and value == choice]
    return [whole(name.removeprefix("keep-asked-")) or 0 for name in names]


def _is_id(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) <= 15 and not number.startswith("0")


class TopicForm(forms.Form):
    """A topic for the kit of a later stage. Words that sound like a verdict are asked about once."""

    text = forms.CharField(
        label=_("Topic"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What to look into, never what you think of it. “How repeat calls were counted.”"),
    )
    stage = forms.ModelChoiceField(label=_("For the kit of"), queryset=Stage.objects.none(), empty_label=None)
    sure = forms.BooleanField(label=_("These words are a topic, not a verdict"), required=False)

    def __init__(self, *args, stages: Sequence[Stage], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = Stage.objects.filter(pk__in=[stage.pk for stage in stages]).order_by("order")  # type: ignore[attr-defined]

    @property
    def verdicts(self) -> list[str]:
        return verdicts_in(self.data.get("text", "")) if self.is_bound else []

    def clean(self):
        data = super().clean() or {}
        if data.get("text") and self.verdicts and not data.get("sure"):
            words = ", ".join(gettext("“%(words)s”") % {"words": one} for one in self.verdicts)
            self.add_error("text", _("This sounds like a verdict: %(words)s. Put it as a topic.") % {"words": words})
        return data


class ReviewForm(forms.Form):
    """Whether a topic passes, and in which words."""

    state = forms.ChoiceField(choices=[(TopicState.PASSED, ""), (TopicState.WITHHELD, "")])
    text = forms.CharField(max_length=500, required=False, strip=True)
