"""Parts worked on side by side: what each hand has of its own, and what an error leaves."""

from threading import Barrier, get_ident

import pytest
from django.db import connection, transaction
from django.utils.translation import get_language, override

from recruiting.domain.hands import HANDS, side_by_side


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_hands_work_at_once_with_connections_of_their_own():
    meet, backends = Barrier(HANDS, timeout=10), []

    def act(_part):
        backends.append(backend())
        meet.wait()  # passes only when all hands are here

    side_by_side(act, range(HANDS))
    assert len({*backends, backend()}) == HANDS + 1


@pytest.mark.django_db(transaction=True)
def test_every_part_is_done_once_in_the_language_of_whoever_began():
    done = []
    with override("ro"):
        side_by_side(lambda part: done.append((part, get_language())), range(7))
    assert sorted(done) == [(part, "ro") for part in range(7)]


@pytest.mark.django_db(transaction=True)
def test_after_an_error_no_part_is_begun_and_the_error_is_told():
    done = []

    def act(part):
        done.append(part)
        raise ValueError(part)

    with pytest.raises(ValueError, match="0|1"):
        side_by_side(act, range(100))
    assert len(done) < 100


@pytest.mark.django_db
def test_inside_a_transaction_parts_follow_one_another_where_they_are():
    threads = []
    with transaction.atomic():
        side_by_side(lambda part: threads.append((part, get_ident())), range(3))
    assert threads == [(part, get_ident()) for part in range(3)]
