"""Rejecting many at once: one reason, one text for each language, and a word on those without an address."""

import re
from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from string import Formatter
from urllib.parse import unquote

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from recruiting.domain.letter_batches import one_a_person
from recruiting.domain.letters import LetterText, draft_letter
from recruiting.domain.together import Answer, Picked
from recruiting.enums import ApplicationState, ReasonKind
from recruiting.forms.offering import offer
from recruiting.models import Application, OutcomeReason

NAME, STAGE, OWN_PAGE = "{name}", "{stage}", "{own_page}"


class RejectingForm(forms.Form):
    """The texts are drafts in the languages of the chosen people; `{name}` and `{stage}` become each person's, and
    `{own_page}` a link when the letter is queued. A person who is here twice, as after a merge, gets one letter."""

    reason = forms.ModelChoiceField(
        label=_("Reason"),
        queryset=OutcomeReason.objects.none(),
        empty_label=_("Choose the reason"),
        help_text=_("For the statistics. The candidates do not see it."),
    )
    no_letter_reason = forms.CharField(
        label=_("Why no letter is owed to those without an address"),
        max_length=500,
        required=False,
        help_text=_("For example: told by phone on 12 March."),
    )

    def __init__(self, *args, picked: Sequence[Picked], by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.applications = [one.application for one in picked]
        self.mute = [row for row in self.applications if not row.candidate.email]
        kept = one_a_person(self.applications)
        self.told_once = [row for row in self.applications if row.candidate.email and row.pk not in kept]
        self.languages = _by_language([row for row in self.applications if row.pk in kept])
        offer(self, "reason", OutcomeReason.objects.filter(kind=ReasonKind.REJECTED))
        if not self.mute:
            del self.fields["no_letter_reason"]
        for language, rows in self.languages.items():
            self._ask_text(language, _blank_letter(rows[0], by))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "reason",
            *(
                Fieldset(Language(language).label, f"subject_{language}", f"body_{language}", css_class="rk-fields")
                for language in self.languages
            ),
            *(["no_letter_reason"] if self.mute else []),
        )

    def _ask_text(self, language: str, draft: LetterText) -> None:
        self.fields[f"subject_{language}"] = forms.CharField(
            label=_("Subject"), max_length=250, initial=draft.subject, validators=[_only_the_name, _no_link]
        )
        self.fields[f"body_{language}"] = forms.CharField(
            label=_("Letter"),
            max_length=20_000,
            initial=draft.body,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 9}),
            validators=[_only_the_name],
            help_text=_(
                "{name} and {stage} become the name and the stage of each person,"
                " {own_page} the link to their own page."
            ),
        )

    def clean_no_letter_reason(self) -> str:
        reason = self.cleaned_data["no_letter_reason"].strip()
        if not reason:
            raise forms.ValidationError(_("Say how these people are told."))
        return reason

    def letters(self) -> list[tuple[Application, LetterText]]:
        """Each letter as it will be read, by what stands in the form now."""
        return [(row, self._letter(language, row)) for language, rows in self.languages.items() for row in rows]

    def previews(self) -> list[tuple[Application, LetterText]]:
        """The same to be looked at: each link, which is made when the letter goes out, by how it will look."""
        look = {OWN_PAGE: unquote(settings.SITE_URL.rstrip("/") + reverse("recruiting:own_page", args=["…"]))}
        return [(row, LetterText(one.subject, _filled(one.body, look))) for row, one in self.letters()]

    def _letter(self, language: str, row: Application) -> LetterText:
        subject, body = (str(self[f"{part}_{language}"].value() or "") for part in ("subject", "body"))
        with translation.override(language):
            values = {NAME: row.candidate.full_name, STAGE: row.stage.name}
        return LetterText(subject=_filled(subject, values), body=_filled(body, values))

    def answers(self) -> dict[int, Answer]:
        """What each person is told, by the application's id."""
        written = {row.pk: Answer(letter) for row, letter in self.letters()}
        untold = self.cleaned_data.get("no_letter_reason", "")
        once = _("Told in the letter about this person’s other application here.")
        silent = {row.pk: untold for row in self.mute} | {row.pk: str(once) for row in self.told_once}
        return written | {key: Answer(None, why) for key, why in silent.items()}


def _filled(text: str, values: dict[str, str]) -> str:
    """Each place filled once, so that a name with braces in it stays as it is."""
    return re.sub("|".join(map(re.escape, values)), lambda found: values[found.group()], text)


def _by_language(applications: Sequence[Application]) -> dict[str, list[Application]]:
    found = defaultdict(list)
    for row in applications:
        if row.candidate.email:
            found[row.candidate.language].append(row)
    return {language: found[language] for language in Language.values if language in found}


def _blank_letter(row: Application, by: User) -> LetterText:
    """The draft for somebody, with the places for the name and the stage left open."""
    anybody, anywhere = copy(row.candidate), copy(row)
    anybody.full_name = NAME
    anywhere.candidate, anywhere.stage = anybody, copy(row.stage)
    for language in Language.values:
        setattr(anywhere.stage, f"name_{language}", STAGE)
    return draft_letter(application=anywhere, to_state=ApplicationState.REJECTED, by=by)


def _only_the_name(text: str) -> None:
    """Refuse braces that would reach the candidate as they are."""
    try:
        named = {name for _text, name, _spec, _how in Formatter().parse(text) if name is not None}
    except ValueError:
        named = {""}
    if named - {"name", "stage", "own_page"}:
        raise forms.ValidationError(_("Only {name}, {stage} and {own_page} can stand in braces."))


def _no_link(text: str) -> None:
    """The link is a secret, and lists of mails show subjects."""
    if OWN_PAGE in text:
        words = _("Write what %(placeholder)s stands for: it would reach the candidate as it is.")
        raise forms.ValidationError(words % {"placeholder": OWN_PAGE})
