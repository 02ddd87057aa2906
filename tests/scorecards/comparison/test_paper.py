import json

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import AccessAction, Role
from accounts.models import AccessEvent
from scorecards.domain.deciding import Proposal, Waiver, decide
from scorecards.domain.paper import paper_of, pdf_of
from scorecards.domain.record import record_of
from scorecards.enums import Outcome
from tests.factories import make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db

MARKUP = '#panic("run") *bold* _it_ = Heading\n$x$ @key <label> \\ `code` "quoted" #include "/etc/passwd"'


def decided(world, application, rationale="Settles claims alone.", **fields):
    proposal = Proposal(outcome=Outcome.HIRE, rationale=rationale, **fields)
    return decide(application=application, proposal=proposal, by=world.manager, now=timezone.now())


def paper(world, decision, user=None):
    return paper_of(record_of(decision, user or world.manager), world.vacancy)


def get_pdf(client, decision, user):
    client.force_login(user)
    return client.get(reverse("scorecards:decision_pdf", args=[decision.pk]))


def test_the_pdf_is_tagged_titled_and_speaks_the_language_of_the_reader(client, world):
    world.manager.language = "ro"
    world.manager.save()
    response = get_pdf(client, decided(world, world.rated([4, 4])), world.manager)
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    for sign in (b"/StructTreeRoot", b"/Marked true", b"/Lang(ro)"):
        assert sign in response.content


def test_the_paper_says_what_the_page_says(world):
    application, other = world.rated([2, 4], name="Alina Rusu"), world.rated([5, 4], name="Mihai Ciobanu")
    first = world.vacancy.grid.items.order_by("order").first()
    decision = decided(
        world,
        application,
        departure_reason="The start is on Monday.",
        alternatives="Mihai starts in May only.",
        dissent="Irina would wait.",
        waivers={first.pk: Waiver("Learns fast.", "Two webinars.")},
    )
    found = paper(world, decision)
    words = json.dumps(found, ensure_ascii=False)
    assert found["title"] == f"Hire Alina Rusu: {world.vacancy.title}"
    for text in ("Settles claims alone.", "Monday", "Mihai starts", "Irina would", "Learns fast.", decision.digest):
        assert text in words
    table = next(section["table"] for section in found["sections"] if section["table"])
    assert table["head"][3:] == ["Alina Rusu", other.candidate.full_name]
    assert table["rows"][0][3:] == ["2.0", "5.0"]


def test_numbers_follow_the_language(world):
    decision = decided(world, world.rated([3, 4], [4, 4]))
    with translation.override("ro"):
        table = next(section["table"] for section in paper(world, decision)["sections"] if section["table"])
    assert table["rows"][0][3] == "3,5"


def test_what_people_wrote_is_text_and_never_markup(world):
    application = world.rated([4, 4], name='#read("/etc/passwd") *Ș* Дарья')
    found = paper(world, decided(world, application, MARKUP, dissent=MARKUP, alternatives=MARKUP))
    assert found["sections"][0]["texts"] == [MARKUP]
    plain = paper(world, record_twin(world))
    headings = [pdf_of(one).count(b"/S/H2") for one in (found, plain)]
    assert headings == [len(found["sections"])] * 2


def record_twin(world):
    """A decision with as many sections, in plain words."""
    return decided(world, world.rated([4, 4]), "Plain.", dissent="Plain.", alternatives="Plain.")


def test_more_candidates_than_fit_side_by_side_go_into_further_tables(world):
    applications = [world.rated([4, 4]) for _ in range(8)]
    tables = [one["table"] for one in paper(world, decided(world, applications[0]))["sections"] if one["table"]]
    assert [len(table["head"]) - 3 for table in tables] == [5, 3]


def test_a_candidate_on_whom_the_reader_came_to_owe_a_card_is_not_on_the_paper(world):
    application, hidden = world.rated([4, 4], name="Alina Rusu"), world.rated([2, 2], name="Mihai Ciobanu")
    decision = decided(world, application)
    make_interview(hidden, world.recruiter)
    words = json.dumps(paper(world, decision, world.recruiter), ensure_ascii=False)
    assert ("Alina Rusu" in words, "Mihai Ciobanu" in words) == (True, False)


def test_a_locked_record_gives_no_file_but_the_page_that_says_why(client, world):
    application = world.rated([4, 4])
    decision = decided(world, application)
    make_interview(application, world.recruiter)
    response = get_pdf(client, decision, world.recruiter)
    assert response.url == reverse("scorecards:decision", args=[decision.pk])
    assert not AccessEvent.objects.filter(action=AccessAction.EXPORT).exists()
    page = client.get(response.url).content.decode()
    assert reverse("scorecards:decision_pdf", args=[decision.pk]) not in page


def test_the_file_leaves_a_trace_of_the_reading_and_of_the_export(client, world):
    decision = decided(world, world.rated([4, 4]))
    get_pdf(client, decision, world.manager)
    events = AccessEvent.objects.order_by("pk").values_list("action", "subject_kind", "subject_id")
    assert list(events) == [
        (AccessAction.READ_RATINGS, "application", str(decision.application_id)),
        (AccessAction.EXPORT, "decision", str(decision.pk)),
    ]


def test_strangers_and_interviewers_get_nothing(client, world):
    decision = decided(world, world.rated([4, 4]))
    stranger = make_user(Role.HIRING_MANAGER)
    make_vacancy(hiring_manager=stranger)
    assert get_pdf(client, decision, stranger).status_code == 404
    assert get_pdf(client, decision, world.interviewers[0]).status_code == 403
    assert not AccessEvent.objects.exists()
