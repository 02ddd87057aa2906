from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outbox.domain import retrying
from outbox.domain.arriving import mark_arrived
from outbox.domain.reach import messages_for
from outbox.forms import MessageSearch

PAGE = 25
NEVER_LISTED = ("body", "html")
may_look = permission_required("outbox.view_messages", raise_exception=True)


@require_safe
@may_look
def message_list(request):
    """Mails within reach with their state and the mail server's words, newest first; no text of any mail."""
    search = MessageSearch(request.GET)
    rows = search.narrow(messages_for(request.user)).order_by("-created_at", "-pk")
    rows = rows.defer(*NEVER_LISTED).prefetch_related("attempts")
    context = {
        "search": search,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(search.cleaned_data.values()),
        "now": timezone.now(),
    }
    return render(request, "outbox/messages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_look
def message_retry(request, pk):
    """Send again; a mail that may have arrived only after a second look."""
    row = get_object_or_404(messages_for(request.user).defer(*NEVER_LISTED), pk=pk)
    if request.method != "POST":
        return _ask(request, row)
    if request.POST.get("act") == "arrived":
        return _arrived(request, row)
    accepted = request.POST.get("second_copy") == "accepted"
    try:
        retrying.retry(message=row, second_copy_accepted=accepted, by=request.user, now=timezone.now())
    except retrying.SecondCopyPossible:
        return _ask(request, row, status=422)
    except retrying.Refused as refusal:
        messages.info(request, refusal.message)
    else:
        row.refresh_from_db(fields=["to"])
        messages.success(request, _("The mail to %(address)s is on its way again.") % {"address": row.to})
    return redirect("outbox:messages")


def _arrived(request, row):
    """Settle a lost answer: somebody knows that the mail is there."""
    try:
        mark_arrived(message=row, by=request.user, now=timezone.now())
    except retrying.Refused as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("The mail to %(address)s counts as sent.") % {"address": row.to})
    return redirect("outbox:messages")


def _ask(request, row, status: int = 200):
    trail = [(_("Mails"), reverse("outbox:messages")), (_("Send again"), "")]
    return render(request, "outbox/retry.html", {"message": row, "trail": trail}, status=status)
