from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import AccessAction, Role
from accounts.models import AccessEvent
from scorecards.domain.deciding import Proposal, decide
from scorecards.domain.workbook import fitting
from scorecards.enums import Outcome
from scorecards.models import RatingsSeen
from tests.factories import make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db


def get_file(client, world, user):
    client.force_login(user)
    return client.get(reverse("scorecards:compare_xlsx", args=[world.vacancy.pk]))


def book_of(client, world, user=None):
    return load_workbook(BytesIO(get_file(client, world, user or world.manager).content))


def rows(sheet):
    """Rows of a sheet by their headings."""
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def everything(book) -> str:
    return "\n".join(str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)


def decided(world, application, rationale="Settles claims alone."):
    proposal = Proposal(outcome=Outcome.HIRE, rationale=rationale)
    return decide(application=application, proposal=proposal, by=world.manager, now=timezone.now())


def test_every_visible_rating_stands_in_a_row_with_its_evidence(client, world):
    world.rated([3, None], [5, 4], name="Alina Rusu")
    found = rows(book_of(client, world)["Ratings"])
    assert [(row["Level"], row["Not observed"], row["Evidence"]) for row in found] == [
        (3, False, "Said and did so."),
        (None, True, "Said and did so."),
        (5, False, "Said and did so."),
        (4, False, "Said and did so."),
    ]
    assert {row["Interviewer"] for row in found} == {one.full_name for one in world.interviewers[:2]}


def test_candidates_stand_with_place_fit_and_means(client, world):
    world.rated([3, 4], [5, 4], name="Alina Rusu")
    (row,) = rows(book_of(client, world)["Candidates"])
    first = world.vacancy.grid.items.order_by("order").first().name
    figures = (row["Candidate"], row["Place by the rule"], row["Fit to the grid"], row["Raters"], row[first])
    assert figures == ("Alina Rusu", 1, 1, 2, 4)


def test_under_the_least_coverage_there_is_no_total(client, world):
    world.rated([None, 4])
    assert rows(book_of(client, world)["Candidates"])[0]["Fit to the grid"] is None


def test_decisions_stand_with_their_reasons(client, world):
    decision = decided(world, world.rated([4, 4], name="Alina Rusu"))
    (row,) = rows(book_of(client, world)["Decisions"])
    assert (row["Candidate"], row["Decision"], row["Why"]) == ("Alina Rusu", "Hire", "Settles claims alone.")
    assert row["Fingerprint"] == decision.digest


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_what_looks_like_a_formula_stays_a_text(client, world, sign):
    typed = f'{sign}HYPERLINK("https://evil.example","x")'
    application = world.rated([4, 4], name=typed, evidence=typed)
    decided(world, application, typed)
    book = book_of(client, world)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == typed]
    assert len(cells) == (1 + 2 + 1) + 2 + 1  # the name in three sheets, two texts of evidence, one reason
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}


def test_control_characters_do_not_break_the_file(client, world):
    world.rated([4, 4], evidence="a\x0bb\x1fc")
    assert {row["Evidence"] for row in rows(book_of(client, world)["Ratings"])} == {"abc"}


def test_a_candidate_on_whom_the_reader_is_blind_leaves_no_rating_no_figure_and_no_decision(client, world):
    seen = world.rated([3, 3], name="Mihai Ciobanu")
    blind = world.rated([5, 5], name="Alina Rusu", evidence="Secret evidence.")
    decided(world, blind, "Secret reason.")
    make_interview(blind, world.recruiter)
    book = book_of(client, world, world.recruiter)
    words = everything(book)
    assert ("Secret evidence." in words, "Secret reason." in words) == (False, False)
    assert {row["Candidate"] for row in rows(book["Ratings"])} == {str(seen.candidate)}
    assert [row["Fit to the grid"] for row in rows(book["Candidates"])] == [1, None]


def test_the_export_is_logged_and_the_ratings_count_as_read(client, world):
    application = world.rated([3, 4])
    get_file(client, world, world.manager)
    events = AccessEvent.objects.order_by("pk").values_list("action", "subject_kind", "subject_id", "detail")
    assert list(events) == [
        (AccessAction.READ_RATINGS, "application", str(application.pk), {"cards": 1}),
        (AccessAction.EXPORT, "vacancy", str(world.vacancy.pk), {"cards": 1, "decisions": 0}),
    ]
    assert RatingsSeen.objects.get().application == application


def test_strangers_and_interviewers_get_nothing(client, world):
    world.rated([3, 4])
    stranger = make_user(Role.HIRING_MANAGER)
    make_vacancy(hiring_manager=stranger)
    answers = [get_file(client, world, user).status_code for user in (stranger, world.interviewers[0])]
    assert answers == [404, 404]
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize("size", [1, 6])
def test_the_number_of_queries_does_not_grow(client, world, django_assert_num_queries, size):
    for _ in range(size):
        decided(world, world.rated([4, 4], [3, 4]))
    client.force_login(world.manager)
    with django_assert_num_queries(18):
        client.get(reverse("scorecards:compare_xlsx", args=[world.vacancy.pk]))


def test_a_text_of_emoji_at_its_limit_is_continued_on_a_sheet_of_its_own():
    text = "😀" * 20_000
    first, rest = fitting(text)
    assert (len(first) * 2 <= 32_767, first + rest) == (True, text)
    assert fitting("א" * 20_000) == ("א" * 20_000, "")
