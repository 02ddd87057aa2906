"""Addresses that can name nothing."""

from urllib.parse import unquote_plus

from django.http import Http404

NUL = "\0"


class AddressMiddleware:
    """Answer 404 where the path or what follows the question mark holds a NUL: no text of the database may hold one.

    Forms refuse a NUL themselves and keep what was typed; an address is looked up by many views, as it stands.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if NUL in request.path or NUL in unquote_plus(request.META.get("QUERY_STRING", "")):
            raise Http404("A NUL in the address")
        return self.get_response(request)
