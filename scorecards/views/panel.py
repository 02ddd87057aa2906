from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from recruiting.models import Application


@require_GET
def panel(request, pk: int):
    application = get_object_or_404(Application.objects.visible_to(request.user), pk=pk)
    return render(request, "scorecards/panel.html", {"application": application})
