from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from competencies.enums import Topic
from competencies.models import WatchedWord


class WordForm(forms.Form):
    """A word to point out."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    stem = forms.CharField(
        label=_("Word or phrase"),
        max_length=60,
        help_text=_("A star at the end of a word stands for any ending: “pregnan*”."),
        error_messages={"required": _("Write the word.")},
    )
    topic = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices)


class WordSearch(forms.Form):
    """Narrows the list; what it does not know narrows nothing."""

    q = forms.CharField(label=_("Find a word"), required=False, max_length=60)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All languages")), *Language.choices]
    )
    removed = forms.BooleanField(label=_("Removed words"), required=False)

    def narrow(self, words: QuerySet[WatchedWord]) -> QuerySet[WatchedWord]:
        data = self.cleaned_data if self.is_valid() else {}
        words = words.filter(removed_at__isnull=not data.get("removed"))
        if data.get("language"):
            words = words.filter(language=data["language"])
        if data.get("q"):
            words = words.filter(Q(stem__icontains=data["q"]))
        return words
