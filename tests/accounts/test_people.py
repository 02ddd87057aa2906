"""Administrators invite people, give roles and switch access off; no running vacancy is left without its people."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.domain import people
from accounts.domain.errors import Refused
from accounts.domain.holdings import held_by
from accounts.enums import Language, Role
from accounts.models import User
from outbox.models import OutboundMessage
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import TeamMember
from tests.factories import make_application, make_interview, make_user, make_vacancy
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
FRESH = "another long password"


@pytest.fixture
def admin(client):
    user = make_user(Role.ADMIN, full_name="Ada")
    client.force_login(user)
    return user


def invite(client, **changes):
    fields = {"full_name": "Ольга", "email": "Olga@Example.org", "role": "hr", "job_title": "", "language": "ru"}
    return client.post(reverse("accounts:person_new"), fields | changes)


def link_in(mail: OutboundMessage) -> str:
    return re.search(r"https?://[^/]+(/password/reset/\S+)", mail.body).group(1)


def set_password(client, link: str):
    form = client.get(link, follow=True)
    if not form.redirect_chain:
        return form
    return client.post(form.redirect_chain[-1][0], {"password1": FRESH, "password2": FRESH})


def test_an_invited_person_sets_a_password_once_and_logs_in(client, admin):
    assert invite(client).status_code == 302
    mail = OutboundMessage.objects.get()
    assert (mail.to, mail.kind, mail.language, mail.reply_to) == ("olga@example.org", "account", "ru", admin.email)
    client.logout()
    set_password(client, link_in(mail))
    client.logout()
    entered = client.post("/login/", {"login": "olga@example.org", "password": FRESH})
    assert (entered.status_code, entered.url) == (302, "/")
    client.logout()
    assert "password1" not in set_password(client, link_in(mail)).content.decode()


def test_a_new_invitation_takes_the_old_link_away(client, admin):
    invite(client)
    user = User.objects.get(email="olga@example.org")
    client.post(reverse("accounts:person_invite", args=[user.pk]))
    new, old = OutboundMessage.objects.order_by("-pk")
    client.logout()
    set_password(client, link_in(old))
    assert User.objects.get(pk=user.pk).has_usable_password() is False
    set_password(client, link_in(new))
    assert User.objects.get(pk=user.pk).check_password(FRESH)


def test_whoever_has_a_password_is_not_invited_again(admin):
    user = make_user()
    with pytest.raises(Refused):
        people.invite_again(user=user, by=admin)
    assert OutboundMessage.objects.count() == 0
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_an_address_that_is_taken_is_refused_with_the_typed_text_kept(client, admin):
    make_user(email="olga@example.org")
    response = invite(client)
    assert response.status_code == 422
    assert "Ольга" in response.content.decode()
    assert OutboundMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("narrowed", "names"),
    [
        ({"q": "оль"}, ["Ольга"]),
        ({"q": "second@"}, ["Борис"]),
        ({"role": "admin"}, ["Ada"]),
        ({"access": "invited"}, ["Ольга"]),
        ({"access": "off"}, ["Борис"]),
        ({"access": "on"}, ["Ada"]),
        ({"role": "nonsense"}, ["Ada", "Борис", "Ольга"]),
    ],
)
def test_the_list_is_narrowed(client, admin, narrowed, names):
    make_user(full_name="Борис", email="second@example.org", is_active=False)
    people.invite(
        email="o@example.org",
        full_name="Ольга",
        role=Role.HR,
        job_title="",
        language=Language.RUSSIAN,
        by=admin,
        now=timezone.now(),
    )
    page = client.get(reverse("accounts:people"), narrowed).context["page"]
    assert [person.full_name for person in page] == names


def test_the_list_needs_as_many_queries_for_many_as_for_few(
    client, admin, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6) as few:
        client.get(reverse("accounts:people"))
    for _number in range(20):
        make_user()
    with django_assert_num_queries(len(few)):
        client.get(reverse("accounts:people"))


def test_switching_off_ends_the_session_and_keeps_the_person_out(client, admin):
    user = make_user(Role.INTERVIEWER)
    client.force_login(user)
    assert client.get("/").status_code == 200
    people.switch_off(user=user, by=admin, now=timezone.now())
    assert client.get("/").status_code == 302
    assert client.post("/login/", {"login": user.email, "password": PASSWORD}).url == "/inactive/"
    people.switch_on(user=user, by=admin, now=timezone.now())
    assert client.post("/login/", {"login": user.email, "password": PASSWORD}).url == "/"


def test_a_button_pressed_twice_never_does_the_opposite(client, admin):
    user = make_user(Role.INTERVIEWER)
    address = reverse("accounts:person_access", args=[user.pk])
    for _press in range(2):
        said = [str(one) for one in client.post(address, follow=True).context["messages"]]
        assert (said, User.objects.get(pk=user.pk).is_active) == ([f"{user.full_name} can no longer log in."], False)
    assert 'name="access" value="on"' in client.get(reverse("accounts:person", args=[user.pk])).content.decode()
    for _press in range(2):
        client.post(address, {"access": "on"})
        assert User.objects.get(pk=user.pk).is_active
    assert user.events.count() == 2


def test_what_a_person_holds_is_listed_and_has_to_be_read(client, admin):
    user = make_user(Role.INTERVIEWER)
    application = make_application()
    TeamMember.objects.create(vacancy=application.vacancy, user=user, function=TeamFunction.INTERVIEWER)
    make_interview(application, user)
    make_interview(make_application(application.vacancy), user, starts_at=timezone.now() - timedelta(days=1))
    held = held_by(user, now=timezone.now())
    assert {kind: len(rows) for kind, rows in held.items()} == {
        "Places in teams": 1,
        "Interviews ahead": 1,
        "Scorecards owed": 1,
    }
    address = reverse("accounts:person_access", args=[user.pk])
    assert client.post(address).status_code == 422
    assert User.objects.get(pk=user.pk).is_active
    assert client.post(address, {"read": "on"}).status_code == 302
    assert not User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize("role", [Role.HR, Role.HIRING_MANAGER])
def test_a_running_vacancy_keeps_its_last_recruiter_and_hiring_manager(admin, role):
    user = make_user(role)
    vacancy = make_vacancy(**{"recruiter" if role == Role.HR else "hiring_manager": user}, title="Night shift")
    with pytest.raises(Refused) as refused:
        people.switch_off(user=user, by=admin, now=timezone.now())
    assert [holding.name for holding in refused.value.holdings] == ["Night shift"]
    with pytest.raises(Refused):
        people.change_person(
            user=user, full_name="X", job_title="", role=Role.INTERVIEWER, by=admin, now=timezone.now()
        )
    assert (User.objects.get(pk=user.pk).is_active, User.objects.get(pk=user.pk).role) == (True, role)
    vacancy.state = VacancyState.CLOSED
    vacancy.save(update_fields=["state"])
    people.switch_off(user=user, by=admin, now=timezone.now())
    assert not User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize(("active", "role", "may_go"), [(True, Role.HR, True), (False, Role.HR, False)])
def test_only_an_active_colleague_of_the_same_role_can_go_on(admin, active, role, may_go):
    user, colleague = make_user(Role.HR), make_user(role, is_active=active)
    vacancy = make_vacancy(recruiter=user)
    TeamMember.objects.create(vacancy=vacancy, user=colleague, function=TeamFunction.RECRUITER)
    if may_go:
        people.switch_off(user=user, by=admin, now=timezone.now())
    else:
        with pytest.raises(Refused):
            people.switch_off(user=user, by=admin, now=timezone.now())
    assert User.objects.get(pk=user.pk).is_active is not may_go


def test_a_refusal_names_the_vacancy_on_the_page(client, admin):
    user = make_user(Role.HR)
    make_vacancy(recruiter=user, title="Night shift")
    response = client.post(reverse("accounts:person_access", args=[user.pk]), {"read": "on"})
    assert response.status_code == 422
    assert [holding.name for holding in response.context["refusal"].holdings] == ["Night shift"]


def test_the_last_administrator_stays_one(client, admin):
    make_user(Role.ADMIN, is_active=False)
    address = reverse("accounts:person", args=[admin.pk])
    fields = {"full_name": "Ada", "job_title": "", "role": "hr"}
    response = client.post(address, fields)
    assert (response.status_code, User.objects.get(pk=admin.pk).role) == (422, "admin")
    make_user(Role.ADMIN)
    assert client.post(address, fields).url == "/"
    assert User.objects.get(pk=admin.pk).role == "hr"


def test_nobody_switches_themselves_off(client, admin):
    make_user(Role.ADMIN)
    response = client.post(reverse("accounts:person_access", args=[admin.pk]))
    assert (response.status_code, User.objects.get(pk=admin.pk).is_active) == (422, True)


def test_a_role_and_a_name_are_changed(client, admin):
    user = make_user(Role.INTERVIEWER)
    fields = {"full_name": "Яна", "job_title": "Lead", "role": "hiring_manager"}
    client.post(reverse("accounts:person", args=[user.pk]), fields)
    row = User.objects.get(pk=user.pk)
    assert (row.full_name, row.job_title, row.role, row.name_sort > "") == ("Яна", "Lead", "hiring_manager", True)


def test_only_administrators_find_people_in_the_navigation(client, admin):
    with translation.override("en"):
        assert 'href="/people/"' in client.get("/").content.decode()
        client.force_login(make_user(Role.HR))
        assert 'href="/people/"' not in client.get("/").content.decode()
