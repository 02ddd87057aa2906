"""Receiving files without keeping more of them than is allowed."""

from functools import wraps

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.views.decorators.csrf import csrf_exempt, csrf_protect


class SizeLimit(FileUploadHandler):
    """Drops a file the moment it grows past the limit; the other fields of the form are read on and kept."""

    def __init__(self, request):
        super().__init__(request)
        self.cut_off: set[str] = set()

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > settings.UPLOAD_LIMIT_BYTES:
            self.cut_off.add(str(self.field_name))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def receives_files(view):
    """A view whose uploads are limited. The form key is checked as everywhere, only after the limit is in place."""
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request, *args, **kwargs):
        request.size_limit = SizeLimit(request)
        request.upload_handlers.insert(0, request.size_limit)
        return checked(request, *args, **kwargs)

    return limited


def cut_off(request) -> frozenset[str]:
    """Names of the fields whose file was dropped for its size; known once the form has been read."""
    request.FILES  # noqa: B018 reading the body is what fills the set
    return frozenset(request.size_limit.cut_off)
