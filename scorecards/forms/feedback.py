from crispy_forms.helper import FormHelper
from django import forms

from accounts.forms.overtaken import OvertakenMixin
from scorecards.models import Feedback


class FeedbackForm(OvertakenMixin, forms.ModelForm):
    """The text as the candidate will read it; `seen` is the version it was opened in."""

    stamps = ("seen",)

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    class Meta:
        model = Feedback
        fields = ["subject", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 18})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
