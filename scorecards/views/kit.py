from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from recruiting.models import Attendance, Interview


@require_GET
def kit(request, interview: int, application: int):
    meeting = get_object_or_404(Interview.objects.visible_to(request.user), pk=interview)
    attendance = get_object_or_404(Attendance, interview=meeting, application=application)
    return render(request, "scorecards/kit.html", {"attendance": attendance})
