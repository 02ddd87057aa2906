from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.spoken import keep_language
from accounts.forms.personal import PersonalSettingsForm


@require_http_methods(["GET", "POST"])
def personal_settings(request):
    form = PersonalSettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with override(user.language):
            messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_POST
def guest_language(request):
    """Keep a guest's language in a cookie; a person who is logged in has it in the settings."""
    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = resolve_url(settings.LOGIN_URL)
    response = HttpResponseRedirect(back)  # an address and never the name of a view
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        keep_language(request, response, language)
    return response
