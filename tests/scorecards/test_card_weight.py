"""What a phone loads to rate: the page, its styles and its scripts, compressed, without the CV."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from tests.scorecards.places import make_place

pytestmark = pytest.mark.django_db
MOST = 150_000  # bytes
ASSET = re.compile(r'(?:src|href)="/?static/([^"?#]+)"')
IMPORTED = re.compile(r'@import url\("\.\./([^"]+)"\)')


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def read(name: str) -> bytes:
    with open(finders.find(name), "rb") as file:
        return file.read()


def test_twelve_competencies_fit(client):
    place = make_place(items=12)
    client.force_login(place.person)
    page = client.get(place.address()).content
    names = set(ASSET.findall(page.decode()))
    for name in [name for name in names if name.endswith(".css")]:
        names |= set(IMPORTED.findall(read(name).decode()))
    weights = {name: packed(read(name)) for name in names} | {"page": packed(page)}
    assert {"scorecards/draft.js", "rubrika/rubrika.css", "bootstrap/css/bootstrap.min.css"} <= set(names)
    assert sum(weights.values()) < MOST, weights
