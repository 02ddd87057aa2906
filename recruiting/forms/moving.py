from django import forms


class MoveForm(forms.Form):
    """What a button of the board sends: where to, and the revision that the person saw."""

    to_stage = forms.IntegerField()
    seen_revision = forms.IntegerField(min_value=0)
    override_reason = forms.CharField(required=False, max_length=2000)
