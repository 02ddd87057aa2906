"""The list of words to point out: added, found, removed, restored; a load never brings back what was removed."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.enums import Role
from competencies.models import WatchedWord
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = "competencies:words"


@pytest.fixture
def client(client):
    client.force_login(make_user(Role.ADMIN))
    return client


def add(client, stem="pregnan*", **changes):
    return client.post(reverse(PAGE), {"language": "en", "stem": stem, "topic": "family", **changes})


def use(client, word, answer):
    return client.post(reverse("competencies:word_use", args=[word.pk]), {"use": answer})


def test_a_word_is_added_with_who_added_it(client):
    assert add(client, "  two   words ").status_code == 302
    word = WatchedWord.objects.get()
    assert (word.stem, word.added_by.role, word.is_shipped) == ("two words", Role.ADMIN, False)


@pytest.mark.parametrize(
    ("stem", "message"),
    [
        ("", "Write the word."),
        ("*", "Write words"),
        ("ab*", "at least 3 letters"),
        ("a*b", "Write words"),
        ("<b>", "Write words"),
        ("x" * 61, "at most 60"),
    ],
)
def test_what_would_point_at_everything_or_nothing_is_refused_and_stays(client, stem, message):
    answer = add(client, stem)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert WatchedWord.objects.count() == 0


def test_the_same_word_is_on_the_list_once(client):
    add(client)
    assert add(client, "PREGNAN*").status_code == 422
    assert add(client, language="ro").status_code == 302


def test_a_removed_word_can_be_found_and_restored(client):
    add(client)
    word = WatchedWord.objects.get()
    use(client, word, "no")
    assert "pregnan*</th>" not in client.get(reverse(PAGE)).content.decode()
    assert "pregnan*</th>" in client.get(reverse(PAGE), {"removed": "on"}).content.decode()
    use(client, word, "yes")
    assert WatchedWord.objects.in_use().count() == 1


def test_adding_a_removed_word_brings_it_back(client):
    add(client)
    use(client, WatchedWord.objects.get(), "no")
    assert add(client).status_code == 302
    assert WatchedWord.objects.in_use().count() == 1


def test_words_are_found_by_letters_and_language(client):
    add(client)
    add(client, "wedding", language="en")
    add(client, "vârst*", language="ro")
    page = client.get(reverse(PAGE), {"q": "WED", "language": "en"}).content.decode()
    assert [f"{stem}</th>" in page for stem in ("wedding", "pregnan*", "vârst*")] == [True, False, False]


def test_the_library_ships_words_in_every_language_and_leaves_removed_ones_alone(client):
    call_command("load_library", stdout=StringIO())
    counts = {code: WatchedWord.objects.filter(language=code).count() for code in ("en", "ru", "ro")}
    assert min(counts.values()) > 90
    word = WatchedWord.objects.get(key="en_pregnan_any")
    use(client, word, "no")
    out = StringIO()
    call_command("load_library", stdout=out)
    assert out.getvalue().splitlines()[-1] == "Nothing changed."
    assert WatchedWord.objects.in_use().filter(pk=word.pk).count() == 0


@pytest.mark.parametrize("role", [Role.HR, Role.INTERVIEWER, Role.HIRING_MANAGER])
def test_only_administrators_keep_the_list(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse(PAGE)).status_code == 403
    assert add(client).status_code == 403
