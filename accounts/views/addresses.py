from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.addresses import ask_for_address, request_behind, take_address
from accounts.domain.errors import Refused
from accounts.forms.leave import AddressForm
from accounts.models import User
from accounts.views.people import administrators_only, show_person


@require_POST
@administrators_only
def person_address(request, pk):
    user = get_object_or_404(User, pk=pk)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return show_person(request, user, address_form=form, status=422)
    wanted = form.cleaned_data["email"]
    try:
        ask_for_address(user=user, email=wanted, by=request.user, now=timezone.now())
    except Refused as refusal:
        form.add_error("email", refusal.message)
        return show_person(request, user, address_form=form, status=422)
    messages.success(
        request, _("A link is on its way to %(address)s. The address changes when it is opened.") % {"address": wanted}
    )
    return redirect("accounts:person", pk=pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request, key):
    """Opened from the mail: mail programs follow links by themselves, so the change waits for the button."""
    if request.method == "POST":
        try:
            take_address(key=key, now=timezone.now())
        except Refused as refusal:
            return render(request, "accounts/address.html", {"refusal": refusal}, status=422)
        return render(request, "accounts/address.html", {"done": True})
    asked = request_behind(key)
    return render(request, "accounts/address.html", {"asked": asked}, status=200 if asked else 404)
