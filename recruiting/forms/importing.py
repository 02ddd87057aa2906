"""Choosing a file of people, and saying how it is to be read."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Language
from accounts.models import User
from recruiting.domain.importing.columns import Field
from recruiting.domain.importing.guessing import DELIMITERS, ENCODINGS
from recruiting.domain.importing.limits import HEAD_LINES, MOST_ROWS
from recruiting.domain.importing.reading import Layout as Reading
from recruiting.domain.importing.receiving import Wishes
from recruiting.domain.importing.reporting import headings_of
from recruiting.domain.uploads import TOO_LARGE
from recruiting.enums import Source
from recruiting.models import CandidateImport

SEPARATORS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("upright line"),
}
WHAT_IS_TAKEN = format_lazy(
    gettext_lazy("CSV or XLSX, at most {rows} rows and {limit} MB. One of the first lines names the columns."),
    rows=lazy(number_format, str)(MOST_ROWS, force_grouping=True),
    limit=settings.UPLOAD_LIMIT_BYTES // 1024**2,
)


class ImportForm(forms.Form):
    """The file, and what holds for every line that does not say otherwise."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=WHAT_IS_TAKEN,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.tsv,.txt,.xlsx",
                "data-limit": settings.UPLOAD_LIMIT_BYTES,
                "data-too-large": TOO_LARGE,
            }
        ),
    )
    source = forms.ChoiceField(label=gettext_lazy("Where from"), choices=Source.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language of letters"), choices=Language.choices)
    city = forms.CharField(label=gettext_lazy("City"), required=False, max_length=100)
    is_internal = forms.BooleanField(label=gettext_lazy("All are own employees"), required=False)

    def __init__(self, *args, user: User, cut_off: frozenset[str] = frozenset(), **kwargs):
        kwargs.setdefault("initial", {"language": user.language, "source": Source.JOB_SITE})
        super().__init__(*args, **kwargs)
        self.cut_off = cut_off
        if "file" in cut_off:
            self.fields["file"].required = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("The file"), "file", css_class="rk-fields"),
            Fieldset(
                _("For lines that do not say otherwise"),
                Div(Div("source", css_class="col-sm-6"), Div("language", css_class="col-sm-6"), css_class="row"),
                "city",
                "is_internal",
                css_class="rk-fields",
            ),
        )

    def clean(self) -> dict:
        data = super().clean() or {}
        if "file" in self.cut_off:
            self.add_error("file", TOO_LARGE)
        return data

    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(data["source"], data["language"], data["is_internal"], " ".join(data["city"].split()))


class LayoutForm(forms.Form):
    """Alphabet, separator or sheet, and the field of each column. Asks only what the kind of file has."""

    def __init__(self, *args, batch: CandidateImport, **kwargs):
        self.batch = batch
        super().__init__(*args, **kwargs)
        if batch.kind == "xlsx":
            self._ask("sheet", _("Sheet"), [(name, name) for name in batch.sheets], batch.sheet)
        else:
            self._ask("encoding", _("Alphabet"), list(ENCODINGS.items()), batch.encoding)
            self._ask("delimiter", _("Separator"), [(mark, SEPARATORS[mark]) for mark in DELIMITERS], batch.delimiter)
        named = [_("in line %(number)d") % {"number": number} for number, _cells in batch.head[:HEAD_LINES]]
        places = [(str(place), words) for place, words in enumerate([_("no headings"), *named])]
        self._ask("headings_at", _("Headings"), places, str(batch.headings_at))
        choices = [("", _("not imported")), *Field.choices]
        for number, (heading, field) in enumerate(zip(headings_of(batch), batch.columns, strict=True)):
            self._ask(f"column{number}", heading, choices, field, required=False)

    def _ask(self, name: str, label: str, choices: list, initial: str, *, required: bool = True) -> None:
        select = forms.Select(attrs={"class": "form-select"})
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, initial=initial, required=required, widget=select
        )

    def settings_fields(self):
        return [self[name] for name in ("sheet", "encoding", "delimiter", "headings_at") if name in self.fields]

    def column_fields(self):
        return [self[name] for name in self.fields if name.startswith("column")]

    def layout(self) -> Reading:
        data = self.cleaned_data
        return Reading(self.batch.kind, data.get("encoding", ""), data.get("delimiter", ""), data.get("sheet", ""))

    def headings_at(self) -> int:
        return int(self.cleaned_data["headings_at"])

    def columns(self) -> list[str] | None:
        """The chosen fields; None when the file is read in another way, so that its columns are recognised anew."""
        before = Reading(self.batch.kind, self.batch.encoding, self.batch.delimiter, self.batch.sheet)
        if self.layout() != before or self.headings_at() != self.batch.headings_at:
            return None
        return [self.cleaned_data[f"column{number}"] for number in range(len(self.batch.columns))]
