"""Addresses that can name nothing, and those that only take what a form sends."""

from http import HTTPStatus
from urllib.parse import unquote_plus

from django.http import Http404
from django.shortcuts import render

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


class ActAddressMiddleware:
    """Say in words that an address shows nothing by itself: a browser would tell of a broken server.

    People come there by a bookmark, a restored tab or Enter in the line of the address, where a refused form was shown.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page
