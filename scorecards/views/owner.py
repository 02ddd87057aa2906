"""A page knows whose it is, so that a text typed under one log-in is never saved under another."""

from collections.abc import Mapping
from functools import wraps

from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from accounts.domain.owner import FIELD, HEADER, owner_key

LONGEST_NAME = 32


def own_page(view):
    """Refuse with 401 a form that was opened under another log-in of the same browser; a form that names nobody passes.

    Answers carry the key of whom they were made for: the browser keeps pages for work without a network by it.
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        owner = owner_key(request.user)
        sent = request.POST.get(FIELD, "")
        if sent and not constant_time_compare(sent, owner):
            return render(request, "scorecards/foreign_page.html", status=401)
        response = view(request, *args, **kwargs)
        response.headers[HEADER] = owner
        return response

    return checked


def page_name(sent: Mapping[str, str]) -> str:
    """The name of the opened page that sent this; empty when it names none of ours."""
    name = sent.get("writer", "")
    return name if name.isascii() and name.isalnum() and len(name) <= LONGEST_NAME else ""
