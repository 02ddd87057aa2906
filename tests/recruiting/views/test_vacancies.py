"""Opening a vacancy by form, its list and its page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from competencies.enums import GridState
from recruiting.enums import ApplicationState, ReasonKind, TeamFunction, VacancyState
from recruiting.models import TeamMember, Vacancy
from recruiting.views import vacancies as views
from tests.factories import make_application, make_grid, make_user, make_vacancy
from tests.factories.library import make_role
from tests.factories.pipelines import make_pipeline, make_reason

pytestmark = pytest.mark.django_db
NEW = "/vacancies/new/"


@pytest.fixture
def recruiter(client):
    user = make_user(Role.HR)
    client.force_login(user)
    return user


@pytest.fixture
def manager():
    return make_user(Role.HIRING_MANAGER)


@pytest.fixture
def grid():
    return make_grid(make_role("Middle specialist"), must_have=True)


@pytest.fixture
def typed(recruiter, manager, grid):
    return {
        "grid": grid.pk,
        "title": "Evening shift",
        "openings": "2",
        "shortlist_size": "3",
        "place": "Chișinău",
        "target_date": "2031-01-15",
        "pipeline": make_pipeline().pk,
        "recruiters": [recruiter.pk],
        "hiring_managers": [manager.pk],
        "interviewers": [],
    }


def address(grid) -> str:
    return f"{NEW}?role={grid.role.key}"


def test_the_first_question_is_the_role_and_only_one_with_a_published_grid(client, recruiter, grid):
    make_role("Without a grid")
    make_grid(make_role("With a draft"), published=False)
    form = client.get(NEW).context["form"]
    assert list(form.fields["role"].queryset) == [grid.role]


def test_without_any_published_grid_the_page_says_what_to_do_first(client, recruiter):
    assert "No role has a published grid yet" in client.get(NEW).content.decode()


def test_an_unknown_role_asks_again(client, recruiter, grid):
    response = client.get(f"{NEW}?role=nobody")
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["role"])


def test_the_form_comes_filled_with_what_the_role_brings(client, recruiter, grid):
    response = client.get(address(grid))
    initial = response.context["form"].initial
    assert (initial["title"], initial["grid"], initial["recruiters"]) == (
        "Middle specialist [en]",
        grid.pk,
        [recruiter.pk],
    )
    assert (initial["target_date"] - timezone.localdate()).days == 14
    assert response.context["form"]["openings"].value() == 1


def test_the_rule_is_shown_before_it_is_declared(client, recruiter, grid):
    html = client.get(address(grid)).content.decode()
    assert "Each of the 2 must-have competencies is at or above its required level." in html
    assert "at least 70 % of the weight" in html
    assert "between 0.35 and 0.65" in html


def test_the_vacancy_opens(client, recruiter, grid, typed):
    response = client.post(address(grid), typed)
    vacancy = Vacancy.objects.get()
    assert response["Location"] == reverse("recruiting:board", args=[vacancy.pk])
    assert (vacancy.title, vacancy.openings, vacancy.grid, vacancy.state) == ("Evening shift", 2, grid, "open")
    assert vacancy.stages.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"openings": "0"}, "openings"),
        ({"openings": "many"}, "openings"),
        ({"target_date": "2020-01-01"}, "target_date"),
        ({"target_date": "31.02.2031"}, "target_date"),
        ({"pipeline": "999999"}, "pipeline"),
        ({"recruiters": []}, "recruiters"),
        ({"hiring_managers": []}, "hiring_managers"),
        ({"interviewers": ["999999"]}, "interviewers"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(client, grid, typed, changes, field):
    response = client.post(address(grid), typed | changes)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Vacancy.objects.exists()


def test_only_people_whose_role_allows_it_are_offered(client, recruiter, manager, grid):
    interviewer = make_user(Role.INTERVIEWER)
    make_user(Role.HR, is_active=False)
    fields = client.get(address(grid)).context["form"].fields
    offered = {name: set(fields[name].queryset) for name in ("recruiters", "hiring_managers", "interviewers")}
    assert offered == {
        "recruiters": {recruiter},
        "hiring_managers": {manager},
        "interviewers": {recruiter, manager, interviewer},
    }


def test_a_grid_that_was_replaced_meanwhile_is_not_pinned_unseen(client, grid, typed):
    type(grid).objects.filter(pk=grid.pk).update(state=GridState.RETIRED, retired_at=timezone.now())
    make_grid(grid.role, version=2)
    response = client.post(address(grid), typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["grid"])
    assert "A new version of the grid was published" in response.content.decode()
    shown = response.context["form"]["grid"].value()
    assert client.post(address(grid), typed | {"grid": shown}).status_code == 302
    assert Vacancy.objects.get().grid.version == 2


def listed(response) -> list[str]:
    return [vacancy.title for vacancy in response.context["page"]]


@pytest.mark.parametrize(
    ("show", "titles"),
    [("", ["Held", "Open"]), ("ended", ["Closed"]), ("all", ["Closed", "Held", "Open"]), ("x", ["Held", "Open"])],
)
def test_the_list_shows_running_vacancies_first_of_all(client, recruiter, show, titles):
    for title, state in [("Open", "open"), ("Held", "on_hold"), ("Closed", "closed")]:
        make_vacancy(recruiter=recruiter, title=title, state=VacancyState(state))
    assert listed(client.get(reverse("recruiting:vacancies"), {"show": show})) == titles


def test_the_list_counts_who_is_in_work_and_who_is_hired(client, recruiter):
    vacancy = make_vacancy(recruiter=recruiter)
    for state in ("active", "active", "hired", "rejected"):
        make_application(vacancy, state=state)
    (row,) = client.get(reverse("recruiting:vacancies")).context["page"]
    assert (row.in_work, row.hired) == (2, 1)


def test_the_list_costs_the_same_for_three_and_for_sixty(client, recruiter, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 500)
    first = make_vacancy(recruiter=recruiter)

    def fill(count: int) -> None:
        now, brought = timezone.now(), {"role": first.role, "grid": first.grid}
        rows = Vacancy.objects.bulk_create(
            Vacancy(title="V", state="open", opened_at=now, created_by=recruiter, created_at=now, **brought)
            for _ in range(count)
        )
        TeamMember.objects.bulk_create(TeamMember(vacancy=row, user=recruiter, function="recruiter") for row in rows)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("recruiting:vacancies"))
        return len(captured)

    fill(2)
    few = queries()
    fill(57)
    assert len(listed(client.get(reverse("recruiting:vacancies")))) == 60
    assert queries() == few


@pytest.fixture
def vacancy(recruiter, manager):
    return make_vacancy(recruiter=recruiter, hiring_manager=manager)


def about(vacancy) -> str:
    return reverse("recruiting:vacancy_settings", args=[vacancy.pk])


def test_the_page_shows_rule_stages_and_kits(client, vacancy):
    html = client.get(about(vacancy)).content.decode()
    question = vacancy.stages.get(key="interview").kit.first().question
    assert "Fixed on" in html
    assert "2 questions in the kit" in html
    assert question.text_en in html


def test_the_team_is_changed_on_it(client, vacancy, recruiter, manager):
    new = make_user(Role.INTERVIEWER)
    data = {"recruiters": [recruiter.pk], "hiring_managers": [manager.pk], "interviewers": [new.pk]}
    assert client.post(about(vacancy), data)["Location"] == about(vacancy)
    assert vacancy.members.get(function=TeamFunction.INTERVIEWER).user == new
    assert f"added {new.full_name} to the team" in client.get(about(vacancy)).content.decode()


def test_what_a_colleague_changed_in_the_team_meanwhile_stays(client, vacancy, recruiter, manager):
    going, coming = (make_user(Role.INTERVIEWER) for _number in range(2))
    TeamMember.objects.create(vacancy=vacancy, user=going, function=TeamFunction.INTERVIEWER)
    form = client.get(about(vacancy)).context["form"]
    data = {name: form[name].value() for name in ("seen", "recruiters", "hiring_managers")}
    TeamMember.objects.get(vacancy=vacancy, user=going).delete()  # while the page stands open
    TeamMember.objects.create(vacancy=vacancy, user=coming, function=TeamFunction.INTERVIEWER)
    new = make_user(Role.INTERVIEWER)
    assert client.post(about(vacancy), data | {"interviewers": [going.pk, new.pk]}).status_code == 302
    team = vacancy.members.filter(function=TeamFunction.INTERVIEWER).values_list("user", flat=True)
    assert (set(team), vacancy.team_changes.count()) == ({coming.pk, new.pk}, 1)


@pytest.mark.parametrize(("function", "offered"), [("hiring_manager", True), ("interviewer", False)])
def test_the_way_to_the_comparison_is_shown_to_who_may_go_it(client, vacancy, function, offered):
    user = make_user(Role.HIRING_MANAGER)
    TeamMember.objects.create(vacancy=vacancy, user=user, function=function)
    client.force_login(user)
    way = reverse("scorecards:compare", args=[vacancy.pk])
    assert (way in client.get(about(vacancy)).content.decode(), client.get(way).status_code == 200) == (offered,) * 2


def test_whoever_leaves_the_team_is_sent_to_what_they_still_see(client, vacancy, manager):
    data = {"recruiters": [make_user(Role.HR).pk], "hiring_managers": [manager.pk]}
    assert client.post(about(vacancy), data)["Location"] == reverse("recruiting:vacancies")
    assert client.get(about(vacancy)).status_code == 404


def test_a_member_who_may_no_longer_log_in_can_still_be_kept(client, vacancy, recruiter, manager):
    manager.is_active = False
    manager.save()
    both = [manager.pk, make_user(Role.HIRING_MANAGER).pk]
    data = {"recruiters": [recruiter.pk], "hiring_managers": both}
    assert client.post(about(vacancy), data).status_code == 302


def test_a_team_without_anybody_to_decide_is_refused_on_the_page(client, vacancy, recruiter):
    response = client.post(about(vacancy), {"recruiters": [recruiter.pk]})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["hiring_managers"])


def change(client, vacancy, **data):
    return client.post(reverse("recruiting:vacancy_state", args=[vacancy.pk]), data, follow=True)


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_buttons_hold_and_resume_the_vacancy(client, vacancy):
    assert told(change(client, vacancy, to_state="on_hold")) == ["The state is changed."]
    assert told(change(client, vacancy, to_state="on_hold")) == ["Already done. The state of this vacancy: On hold."]
    change(client, vacancy, to_state="open")
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.events.count()) == ("open", 2)


def test_the_vacancy_is_closed_with_a_reason(client, vacancy):
    refused = change(client, vacancy, to_state="closed")
    assert (refused.status_code, refused.context["closing"].errors["code"]) == (422, ["Say why the vacancy is closed."])
    code = make_reason(ReasonKind.VACANCY_CLOSED, "Cancelled")
    response = change(client, vacancy, to_state="closed", code=code.pk, note="Budget was cut.")
    vacancy.refresh_from_db()
    assert vacancy.state == "closed"
    assert all(words in response.content.decode() for words in ("Cancelled [en]", "Budget was cut."))


def test_a_refused_closing_keeps_the_note(client, vacancy):
    make_application(vacancy)
    code = make_reason(ReasonKind.VACANCY_CLOSED, "Cancelled")
    response = change(client, vacancy, to_state="closed", code=code.pk, note="Budget was cut.")
    assert response.status_code == 422
    assert all(words in response.content.decode() for words in ("Budget was cut.", "1 candidate is still in work"))


def test_a_note_that_is_too_long_closes_nothing(client, vacancy):
    code = make_reason(ReasonKind.VACANCY_CLOSED, "Cancelled")
    note = "Budget\r\n" * 251  # 1757 characters to the browser, which counts a line break as one
    response = change(client, vacancy, to_state="closed", code=code.pk, note=note)
    assert (response.status_code, list(response.context["closing"].errors)) == (422, ["note"])


@pytest.mark.parametrize("wrong", ["", "draft", "sold", "filled"])
def test_a_state_that_cannot_follow_is_a_message(client, vacancy, wrong):
    response = change(client, vacancy, to_state=wrong)
    vacancy.refresh_from_db()
    assert (response.status_code, vacancy.state, len(told(response))) == (200, "open", 1)


@pytest.mark.parametrize(
    ("tab", "page"),
    [
        ("board", "recruiting:board"),
        ("compare", "scorecards:compare"),
        ("sources", "recruiting:vacancy_sources"),
        ("about", "recruiting:vacancy_settings"),
        ("//evil.example", "recruiting:vacancy_settings"),
    ],
)
def test_a_refused_filling_comes_back_to_where_it_was_pressed(client, vacancy, tab, page):
    make_application(vacancy)
    response = change(client, vacancy, to_state="filled", back=tab, query="view=list&next=//evil.example")
    assert response.redirect_chain == [(reverse(page, args=[vacancy.pk]) + "?view=list&next=%2F%2Fevil.example", 302)]
    assert told(response) == ["1 candidate is still in work. Answer this person first."]


def test_the_proposal_to_fill_says_on_which_page_it_stands(client, vacancy):
    make_application(vacancy, state=ApplicationState.HIRED)
    for name, tab in [("recruiting:board", "board"), ("scorecards:compare", "compare")]:
        html = client.get(reverse(name, args=[vacancy.pk]), {"view": "list"}).content.decode()
        assert f'name="back" value="{tab}"><input type="hidden" name="query" value="view=list"' in html
