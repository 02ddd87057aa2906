from django import forms
from django.utils.translation import gettext_lazy as _


class ApprovalForm(forms.Form):
    """When a job description was approved, and by when it is looked at again."""

    approved_on = forms.DateField(
        label=_("Approved on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day of the approval.")},
    )
    review_by = forms.DateField(
        label=_("To be reviewed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        help_text=_("Empty: five years after the approval."),
    )

    def clean_approved_on(self):
        day = self.cleaned_data["approved_on"]
        if not 1990 <= day.year <= 2100:
            raise forms.ValidationError(_("Choose a year from 1990 to 2100."))
        return day
