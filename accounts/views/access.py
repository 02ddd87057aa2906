from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.forms.access import AccessSearch
from accounts.models import AccessEvent

PAGE = 50


@require_safe
@permission_required("accounts.manage_people", raise_exception=True)
def access_log(request):
    """Who read or took out whose data, newest first. Subjects are numbers: the log outlives an erasure."""
    search = AccessSearch(request.GET)
    rows = search.narrow(AccessEvent.objects.select_related("user").order_by("-at", "-pk"))
    context = {
        "search": search,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(search.cleaned_data.values()),
    }
    return render(request, "accounts/access_log.html", context)
