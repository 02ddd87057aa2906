from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import AccessAction, Role
from accounts.models import AccessEvent
from recruiting.enums import ApplicationState
from recruiting.models import Application
from scorecards.domain import debrief
from scorecards.domain.deciding import Proposal, decide
from scorecards.domain.workbook import fitting
from scorecards.enums import Outcome
from scorecards.models import RatingsSeen
from tests.factories import make_card, make_interview, make_user, make_vacancy

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


def test_every_card_stands_with_its_recommendation_and_its_own_words(client, world):
    application = world.rated([3, 4], name="Alina Rusu")
    card = make_card(application.attendances.first().interview, world.interviewers[1], summary="Kept calm.")
    found = rows(book_of(client, world)["Scorecards"])
    assert [(row["Candidate"], row["Recommendation"], row["In your own words"]) for row in found] == [
        ("Alina Rusu", "Yes", None),
        ("Alina Rusu", "Yes", "Kept calm."),
    ]
    assert found[1]["Interviewer"] == card.interviewer.full_name


def test_ratings_of_who_was_hired_or_turned_down_stay_in_the_file(client, world):
    closed = world.rated([5, 4], name="Alina Rusu")
    Application.objects.filter(pk=closed.pk).update(
        state=ApplicationState.REJECTED, closed_at=timezone.now(), no_letter_reason="Told by phone."
    )
    book = book_of(client, world)
    assert [row["Level"] for row in rows(book["Ratings"])] == [5, 4]
    assert rows(book["Candidates"]) == []


def test_what_a_debrief_kept_stands_in_the_file_of_those_who_may_read_it(client, world):
    application, now = world.rated([2, 4], [4, 4], name="Alina Rusu"), timezone.now()
    item = world.vacancy.grid.items.get(order=1)
    held = debrief.open_debrief(application=application, by=world.manager, now=now)
    debrief.note(debrief=held, item=None, text="=Asks back.", by=world.recruiter, now=now)
    debrief.agree(debrief=held, item=item, level=3, why="The second story.", seen=0, by=world.manager, now=now)
    found = rows(book_of(client, world)["Debrief"])
    assert sorted((str(row["Competency"]), row["Note"], row["By"]) for row in found) == sorted(
        [
            ("None", "=Asks back.", world.recruiter.full_name),
            (item.name, "The second story.", world.manager.full_name),
        ]
    )
    make_interview(application, world.manager)
    assert rows(book_of(client, world)["Debrief"]) == []


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
    assert len(cells) == (1 + 2 + 1 + 1) + 2 + 1  # the name in four sheets, two texts of evidence, one reason
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
    with django_assert_num_queries(26):
        client.get(reverse("scorecards:compare_xlsx", args=[world.vacancy.pk]))


def test_a_text_of_emoji_at_its_limit_is_continued_on_a_sheet_of_its_own():
    text = "😀" * 20_000
    first, rest = fitting(text)
    assert (len(first) * 2 <= 32_767, first + rest) == (True, text)
    assert fitting("א" * 20_000) == ("א" * 20_000, "")
