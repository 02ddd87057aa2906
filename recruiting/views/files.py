from django.http import FileResponse
from django.shortcuts import get_object_or_404

from recruiting.models import Candidate, CandidateFile


def candidate_file(request, uid):
    readable = CandidateFile.objects.filter(candidate__in=Candidate.objects.visible_to(request.user))
    file = get_object_or_404(readable, uid=uid)
    return FileResponse(file.content.open("rb"), as_attachment=True, filename=file.name)
