from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.models import Candidate, CandidateFile
from recruiting.views.applications import SHOWN_IN_PAGE

# A file is somebody else's content: it may not run, load or send anything. Browsers refuse to show a PDF in a
# sandbox at all, so for it the same is said without that word.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'self'"
PDF_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"


@require_safe
@xframe_options_sameorigin
def candidate_file(request, uid):
    """The file of a candidate whom the person may see: in the page where that is safe, else to keep."""
    candidates = Candidate.objects.visible_to(request.user)
    file = get_object_or_404(CandidateFile.objects.filter(candidate__in=candidates), uid=uid)
    inline = file.content_type in SHOWN_IN_PAGE and "download" not in request.GET
    try:
        content = file.content.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    record_access(by=request.user, action=AccessAction.READ_FILE, subject=file, now=timezone.now())
    response = FileResponse(content, as_attachment=not inline, filename=file.name, content_type=file.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_POLICY if inline and file.content_type == "application/pdf" else SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
