"""Receiving files without keeping more of them than is allowed."""

from functools import wraps

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.views.decorators.csrf import csrf_exempt, csrf_protect


class SizeLimit(FileUploadHandler):
    """Drops a file the moment it grows past the limit; the other fields of the form are read on and kept."""

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > settings.UPLOAD_LIMIT_BYTES:
            self.request.cut_off_files.add(self.field_name)
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
        request.cut_off_files = set()
        request.upload_handlers.insert(0, SizeLimit(request))
        return checked(request, *args, **kwargs)

    return limited


def cut_off(request) -> frozenset[str]:
    """Names of the fields whose file was dropped for its size; known once the form has been read."""
    request.FILES  # noqa: B018 reading the body is what fills the set
    return frozenset(request.cut_off_files)
