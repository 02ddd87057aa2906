from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from outbox.domain.naming import named
from outbox.enums import MessageKind, MessageState
from outbox.models import OutboundMessage


class MessageSearch(forms.Form):
    """Narrows the list of mails by recipient, subject, state and kind."""

    q = forms.CharField(label=_("Name, e-mail or subject"), required=False, max_length=254)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *MessageState.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *MessageKind.choices])

    def narrow(self, rows: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
        """Messages that answer the search; a wrong value narrows nothing."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("q"):
            for word in data["q"].split():
                rows = rows.filter(Q(to__icontains=word) | Q(subject__icontains=word) | named(word))
        return rows.filter(**{name: data[name] for name in ("state", "kind") if data.get(name)})
