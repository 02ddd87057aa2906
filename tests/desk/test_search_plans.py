"""No search reads a large table from one end to the other, whoever searches and whatever is typed."""

import pytest

from desk.benchmarks.crowd import Crowd
from desk.benchmarks.plans import Scan, large, watched
from desk.benchmarks.search import WORDS, people_who_search
from desk.domain.searching import found
from recruiting.models import Candidate

pytestmark = pytest.mark.django_db
CROWD = Crowd(people=11_000, vacancies=200)  # more than a sequential scan may read


@pytest.mark.slow
def test_no_word_makes_anybody_read_a_whole_table():
    readers = people_who_search(CROWD)
    scanned: dict[tuple[str, str], list[Scan]] = {}
    for who, user in readers.items():
        for typed in WORDS:
            with watched() as scans:
                found(typed, user=user)
            if bad := large(scans):
                scanned[who, typed] = bad
    assert scanned == {}
    with watched() as scans:  # the check sees a scan where there is one
        list(Candidate.objects.filter(full_name__icontains="ov"))
    assert [scan.table for scan in large(scans)] == ["recruiting_candidate"]
