from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import AccessAction
from accounts.models import AccessEvent, User


class AccessSearch(forms.Form):
    """Narrows the access log; what is typed wrongly narrows nothing."""

    user = forms.ModelChoiceField(User.objects.order_by("name_sort"), required=False, empty_label=_("Everybody"))
    action = forms.ChoiceField(choices=[("", _("Everything")), *AccessAction.choices], required=False)
    subject = forms.CharField(label=_("Number of the candidate or application"), required=False, max_length=40)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def narrow(self, rows: QuerySet[AccessEvent]) -> QuerySet[AccessEvent]:
        self.full_clean()
        said = self.cleaned_data
        rows = rows.filter(user=said["user"]) if said.get("user") else rows
        rows = rows.filter(action=said["action"]) if said.get("action") else rows
        rows = rows.filter(subject_id=said["subject"]) if said.get("subject") else rows
        return rows.filter(at__date__gte=said["since"]) if said.get("since") else rows
