"""Leaves: who stands in when, what is refused, and that duties and reminders go where somebody is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.errors import Refused
from accounts.domain.handing_over import hand_over
from accounts.domain.leave import call_off_leave, plan_leave
from accounts.domain.standing_in import stand_in, stood_in_for
from accounts.enums import Role
from accounts.models import Absence, User
from desk.domain.day import my_day
from outbox.models import OutboundMessage
from recruiting.domain.substituting import follow_leaves
from recruiting.domain.team import change_team
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember, Vacancy
from reminders.domain.engine import foreseen, remind
from scorecards.models import Scorecard
from tests.at_once import at_once
from tests.factories import make_application, make_card, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def away():
    return make_user(Role.HR, full_name="Away", time_zone="UTC")


@pytest.fixture
def substitute():
    return make_user(Role.HR, full_name="Substitute", time_zone="UTC")


def test_a_leave_begins_and_ends_by_itself_on_the_persons_own_clock(substitute):
    person = make_user(Role.HR, time_zone="Asia/Tokyo")
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    make_leave(person, substitute, first_day=datetime(2027, 3, 10).date(), days=2, now=now)  # noqa: DTZ001
    begins, ends = datetime(2027, 3, 9, 15, tzinfo=UTC), datetime(2027, 3, 11, 15, tzinfo=UTC)
    second = timedelta(seconds=1)
    moments = [begins - second, begins, ends - second, ends]
    assert [stand_in(person, moment) for moment in moments] == [None, substitute, substitute, None]


def test_a_chain_ends_with_somebody_who_is_there(away, substitute):
    third, now = make_user(Role.HR), timezone.now()
    make_leave(away, substitute, days=10)
    make_leave(substitute, third, days=3)
    assert stand_in(away, now) == third
    assert stood_in_for(third, now) == [*sorted([away, substitute], key=lambda user: user.name_sort)]
    assert stand_in(away, now + 5 * DAY) == substitute


def test_somebody_switched_off_stands_in_for_nobody(away, substitute):
    make_leave(away, substitute)
    User.objects.filter(pk=substitute.pk).update(is_active=False)
    assert stand_in(away, timezone.now()) is None


def test_two_people_cannot_stand_in_for_each_other(away, substitute):
    make_leave(away, substitute)
    with pytest.raises(Refused, match="Away is away too"):
        make_leave(substitute, away)


def test_a_substitute_who_goes_away_names_somebody(away, substitute):
    make_leave(away, substitute)
    with pytest.raises(Refused, match="You stand in for Away"):
        make_leave(substitute)


def test_an_administrator_is_told_for_whom_the_person_stands_in(away, substitute):
    make_leave(away, substitute)
    today, admin = timezone.localdate(), make_user(Role.ADMIN)
    with pytest.raises(Refused, match=f"^{substitute.full_name} stands in for Away"):
        plan_leave(
            user=substitute, first_day=today, last_day=today + DAY, substitute=None, by=admin, now=timezone.now()
        )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(5, 4, "ends before"), (-5, -3, "are over"), (0, 400, "at most a year")],
)
def test_impossible_days_are_refused(away, first, last, words):
    today = timezone.localdate()
    with pytest.raises(Refused, match=words):
        plan_leave(
            user=away,
            first_day=today + first * DAY,
            last_day=today + last * DAY,
            substitute=None,
            by=away,
            now=timezone.now(),
        )


def test_leaves_of_one_person_do_not_overlap_unless_one_was_called_off(away):
    first = make_leave(away)
    with pytest.raises(Refused, match="already"):
        make_leave(away, days=1)
    call_off_leave(leave=first, by=away, now=timezone.now())
    assert make_leave(away).pk != first.pk


def test_the_database_refuses_what_the_act_refuses(away):
    leave = make_leave(away)
    fields = {"user": away, "period": leave.period, "by": away, "at": timezone.now()}
    for wrong in (
        {"first_day": leave.first_day, "last_day": leave.last_day},
        {"first_day": leave.last_day, "last_day": leave.first_day, "called_off_at": timezone.now()},
        {
            "first_day": leave.first_day,
            "last_day": leave.last_day,
            "called_off_at": timezone.now(),
            "substitute": away,
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(**fields, **wrong)


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.HIRING_MANAGER, Role.ADMIN])
def test_only_somebody_of_the_same_role_can_do_the_work(away, role):
    with pytest.raises(Refused, match="another role"):
        make_leave(away, make_user(role))


@pytest.mark.django_db(transaction=True)
def test_two_people_naming_each_other_at_once_do_not_both_go():
    one, two = make_user(Role.HR), make_user(Role.HR)
    results = at_once(lambda: make_leave(one, two), lambda: make_leave(two, one))
    assert sorted(type(result).__name__ for result in results) == ["Absence", "Refused"]


def stuck(now: datetime) -> list[User]:
    """Who is to be reminded of candidates who stay too long in their stage."""
    return [one.duty.owner for one in foreseen(now=now) if one.duty.kind == "stage_overdue"]


class TestInTeams:
    @pytest.fixture
    def vacancy(self, away):
        return make_vacancy(recruiter=away)

    def reach(self, user):
        return Vacancy.objects.visible_to(user).count()

    def test_the_place_comes_with_the_leave_and_goes_with_it(self, vacancy, away, substitute):
        leave = make_leave(away, substitute)
        assert self.reach(substitute) == 1
        follow_leaves(leave.period.upper)
        assert self.reach(substitute) == 0
        assert self.reach(away) == 1
        changes = [(row.user, row.added) for row in vacancy.team_changes.all()]
        assert changes == [(substitute, True), (substitute, False)]

    def test_a_leave_to_come_opens_nothing_yet(self, vacancy, away, substitute):
        leave = make_leave(away, substitute, first_day=timezone.localdate() + 3 * DAY)
        assert self.reach(substitute) == 0
        follow_leaves(leave.period.lower)
        assert self.reach(substitute) == 1

    def test_calling_off_takes_the_place_away_at_once(self, vacancy, away, substitute):
        call_off_leave(leave=make_leave(away, substitute), by=away, now=timezone.now())
        assert self.reach(substitute) == 0

    def test_a_place_of_ones_own_stays_after_the_leave(self, vacancy, away, substitute):
        TeamMember.objects.create(vacancy=vacancy, user=substitute, function=TeamFunction.RECRUITER)
        leave = make_leave(away, substitute)
        follow_leaves(leave.period.upper)
        assert self.reach(substitute) == 1

    @pytest.mark.parametrize("way", ["handing over", "the team's form"])
    def test_whoever_takes_over_from_the_person_they_stand_in_for_keeps_the_place(
        self, client, vacancy, away, substitute, way
    ):
        leave = make_leave(away, substitute)
        admin = make_user(Role.ADMIN)
        if way == "handing over":
            hand_over(user=away, successors={"team": substitute}, by=admin, now=timezone.now())
        else:
            manager = TeamMember.objects.get(function=TeamFunction.HIRING_MANAGER).user
            team = [(substitute, TeamFunction.RECRUITER), (manager, TeamFunction.HIRING_MANAGER)]
            change_team(vacancy=vacancy, team=team, by=admin, now=timezone.now())
        follow_leaves(timezone.now())
        follow_leaves(leave.period.upper)
        recruiters = TeamMember.objects.filter(vacancy=vacancy, function=TeamFunction.RECRUITER)
        assert list(recruiters.values_list("user", "instead_of")) == [(substitute.pk, None)]

    def test_doing_it_twice_changes_nothing(self, vacancy, away, substitute):
        make_leave(away, substitute)
        assert follow_leaves(timezone.now()) == 0

    def test_reminders_go_to_who_stands_in_and_return_with_the_person(self, vacancy, away, substitute):
        now = datetime(2027, 3, 9, 12, tzinfo=UTC)  # a Tuesday
        make_application(vacancy, stage="review", applied_at=now - 10 * DAY, stage_since=now - 10 * DAY)
        leave = make_leave(away, substitute, first_day=now.date(), days=2, now=now)
        assert stuck(now) == [substitute]
        follow_leaves(leave.period.upper)
        assert stuck(leave.period.upper + DAY / 2) == [away]

    def test_my_day_says_instead_of_whom(self, client, vacancy, away, substitute):
        then = timezone.now() - 10 * DAY
        make_application(vacancy, stage="review", applied_at=then, stage_since=then)
        make_leave(away, substitute)
        lines = [line for section in my_day(user=substitute, now=timezone.now()).sections for line in section.rows]
        assert {line.instead_of for line in lines} == {"Away"}
        client.force_login(substitute)
        assert "instead of Away" in client.get(reverse("desk:my_day")).content.decode()

    @pytest.mark.parametrize("digest", [False, True])
    def test_a_reminder_says_instead_of_whom(self, vacancy, away, substitute, digest):
        now = datetime(2027, 3, 9, 12, tzinfo=UTC)  # a Tuesday
        User.objects.filter(pk=substitute.pk).update(reminder_digest=digest)
        own = make_vacancy(recruiter=substitute)
        for place in (vacancy, own):
            make_application(place, stage="review", applied_at=now - 10 * DAY, stage_since=now - 10 * DAY)
        make_leave(away, substitute, first_day=now.date(), days=5, now=now)
        list(remind(now=now))
        list(remind(now=now + DAY))
        bodies = [mail.body for mail in OutboundMessage.objects.filter(recipient=substitute, kind="reminder")]
        words = "(instead of Away)" if digest else "You get this instead of Away, who is away."
        things = [line for body in bodies for line in body.splitlines() if line.startswith("* ")] if digest else bodies
        told = [words in thing for thing in things]
        assert (sum(told), len(told)) == (3, 6)  # of each vacancy as much, and only one of them is Away's

    def test_standing_in_opens_no_ratings_to_who_still_has_to_rate(self, vacancy, away, substitute):
        application = make_application(vacancy)
        colleague = make_user(Role.INTERVIEWER)
        meeting = make_interview(application, substitute, colleague, starts_at=timezone.now() - DAY)
        card = make_card(meeting, colleague)
        make_leave(away, substitute)
        assert list(Scorecard.objects.visible_to(substitute)) == []
        make_card(meeting, substitute)
        assert card in Scorecard.objects.visible_to(substitute)

    def test_nobody_writes_a_card_in_the_name_of_another(self, client, vacancy, away, substitute):
        application = make_application(vacancy)
        meeting = make_interview(application, away, starts_at=timezone.now() - DAY)
        make_leave(away, substitute)
        client.force_login(substitute)
        assert client.get(reverse("scorecards:card", args=[meeting.pk, application.pk])).status_code == 404


class TestPages:
    def test_a_person_writes_the_own_leave_down_and_calls_it_off(self, client, away, substitute):
        client.force_login(away)
        today = timezone.localdate()
        words = {"first_day": today, "last_day": today + DAY, "substitute": substitute.pk}
        assert client.post(reverse("accounts:leave"), words).status_code == 302
        leave = Absence.objects.get()
        assert (leave.user, leave.substitute, leave.by) == (away, substitute, away)
        client.post(reverse("accounts:leave_off", args=[leave.pk]))
        assert not Absence.objects.filter(called_off_at=None).exists()

    def test_a_refusal_keeps_what_was_typed(self, client, away):
        client.force_login(away)
        words = {"first_day": "2020-01-02", "last_day": "2020-01-03"}
        response = client.post(reverse("accounts:leave"), words)
        assert (response.status_code, 'value="2020-01-02"' in response.content.decode()) == (422, True)

    @pytest.mark.parametrize(("first", "last"), [("2031-01-15", "9999-12-31"), ("9999-12-31", "9999-12-31")])
    def test_a_leave_to_the_end_of_all_days_is_refused(self, client, away, first, last):
        client.force_login(away)
        response = client.post(reverse("accounts:leave"), {"first_day": first, "last_day": last})
        assert (response.status_code, "at most a year" in response.content.decode()) == (422, True)

    def test_nobody_calls_off_the_leave_of_a_colleague(self, client, away, substitute):
        leave = make_leave(away, substitute)
        client.force_login(substitute)
        assert client.post(reverse("accounts:leave_off", args=[leave.pk])).status_code == 404

    def test_the_interviews_of_the_leave_go_to_who_stands_in(self, client, away, substitute):
        vacancy = make_vacancy(recruiter=away)
        inside = make_interview(make_application(vacancy), away, starts_at=timezone.now() + DAY)
        outside = make_interview(make_application(vacancy), away, starts_at=timezone.now() + 30 * DAY)
        leave = make_leave(away, substitute)
        client.force_login(away)
        client.post(reverse("accounts:leave_seats", args=[leave.pk]))
        seated = {
            meeting.pk: list(meeting.seats.filter(removed_at=None).values_list("interviewer", flat=True))
            for meeting in (inside, outside)
        }
        assert seated == {inside.pk: [substitute.pk], outside.pk: [away.pk]}

    def test_a_leave_that_was_called_off_gives_no_interview_away(self, client, away, substitute):
        meeting = make_interview(make_application(make_vacancy(recruiter=away)), away, starts_at=timezone.now() + DAY)
        leave = make_leave(away, substitute)
        call_off_leave(leave=leave, by=away, now=timezone.now())
        client.force_login(away)
        client.post(reverse("accounts:leave_seats", args=[leave.pk]))
        assert [seat.interviewer for seat in meeting.seats.filter(removed_at=None)] == [away]
