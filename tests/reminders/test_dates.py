"""Duties that a date brings, and topics that wait: owed from their moment, over by themselves, nobody else's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from competencies.models import DescriptionApproval
from recruiting.enums import TeamFunction
from recruiting.models import Application, ConsentEvent, Letter, TeamMember
from reminders.domain.duties.consent_ending import ConsentEnding
from reminders.domain.duties.description_review import DescriptionReview
from reminders.domain.duties.retention_overdue import RetentionOverdue
from reminders.domain.duties.topic_waiting import TopicWaiting
from reminders.domain.engine import remind
from scorecards.domain.recusing import recuse
from scorecards.enums import RecusalReason, TopicState
from scorecards.models import Topic
from tests.factories import make_application, make_interview, make_role, make_user, make_vacancy
from tests.recruiting.people_data.legal import make_profile
from tests.reminders.test_agenda import consent_to_reserve

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CLOSED = {"state": "rejected", "no_letter_reason": "Told by phone.", "applied_at": NOW - 400 * DAY}


def owed(kind, now=NOW, user=None) -> list[tuple]:
    return [(duty.owner, duty.subject) for duty in kind.owed(now=now, user=user)]


def mailed(kind, now=NOW) -> list[str]:
    return [one.message.subject for one in remind(now=now) if one.duty.kind == kind.key]


class TestTopic:
    @pytest.fixture
    def application(self) -> Application:
        recruiter = make_user(Role.HR, language="en")
        return make_application(make_vacancy(recruiter=recruiter), applied_at=NOW - 3 * DAY)

    def topic(self, application, author=None, stage="manager") -> Topic:
        return Topic.objects.create(
            application=application,
            stage=application.vacancy.stages.get(key=stage),
            text="Zanzibar",
            author=author or make_user(Role.INTERVIEWER),
            at=NOW - DAY,
        )

    def team(self, application) -> list:
        functions = (TeamFunction.RECRUITER, TeamFunction.HIRING_MANAGER)
        return [application.vacancy.members.get(function=function).user for function in functions]

    def test_both_who_may_review_are_asked_until_one_has(self, application):
        topic = self.topic(application)
        assert [owner for owner, _subject in owed(TopicWaiting())] == self.team(application)
        Topic.objects.filter(pk=topic.pk).update(
            state=TopicState.WITHHELD, reviewed_by=self.team(application)[0], reviewed_at=NOW
        )
        assert owed(TopicWaiting()) == []

    def test_not_the_author(self, application):
        recruiter, manager = self.team(application)
        self.topic(application, author=recruiter)
        assert [owner for owner, _subject in owed(TopicWaiting())] == [manager]

    def test_not_somebody_who_still_owes_a_scorecard(self, application):
        recruiter, manager = self.team(application)
        make_interview(application, manager, starts_at=NOW + DAY)
        self.topic(application)
        assert [owner for owner, _subject in owed(TopicWaiting())] == [recruiter]
        assert owed(TopicWaiting(), user=manager) == []

    def test_not_somebody_who_stepped_off_a_panel_of_the_candidate(self, application):
        recruiter, manager = self.team(application)
        ahead = make_interview(application, manager, starts_at=NOW + DAY)
        recuse(interview=ahead, by=manager, reason=RecusalReason.RELATED, note="", now=NOW)
        self.topic(application)
        assert [owner for owner, _subject in owed(TopicWaiting())] == [recruiter]

    def test_over_once_its_stage_is_behind_the_candidate(self, application):
        self.topic(application, stage="interview")
        Application.objects.filter(pk=application.pk).update(stage=application.vacancy.stages.get(key="manager"))
        assert owed(TopicWaiting()) == []

    def test_the_mail_says_nothing_of_the_words(self, application):
        self.topic(application)
        remind(now=NOW)
        recruiter = self.team(application)[0]
        (mail,) = recruiter.outbound_messages.filter(subject__startswith="A topic about")
        assert "Zanzibar" not in mail.subject + mail.body
        assert reverse("scorecards:topics", args=[application.pk]) in mail.body


class TestConsent:
    @pytest.fixture
    def kept(self) -> Application:
        vacancy = make_vacancy(recruiter=make_user(Role.HR, language="en"))
        vacancy.legal_profile = make_profile(reserve=12)
        vacancy.save()
        return make_application(vacancy, closed_at=NOW - 360 * DAY, **CLOSED)

    def agreed(self, application, at) -> ConsentEvent:
        return consent_to_reserve(application, application.vacancy.legal_profile, at=at)

    def test_the_recruiter_asks_again_in_the_last_two_weeks(self, kept):
        event = self.agreed(kept, datetime(2025, 12, 14, 9, 0, tzinfo=UTC))
        recruiter = kept.vacancy.created_by
        assert owed(ConsentEnding(), now=datetime(2026, 11, 30, 8, 59, tzinfo=UTC)) == []
        assert owed(ConsentEnding(), now=datetime(2026, 11, 30, 9, 0, tzinfo=UTC)) == [
            (recruiter, f"consent:{event.pk}")
        ]
        assert owed(ConsentEnding(), user=make_vacancy().created_by) == []
        assert mailed(ConsentEnding()) == [f"The consent of {kept.candidate.full_name} ends on 14 December"]
        assert owed(ConsentEnding(), now=datetime(2026, 12, 14, 9, 0, tzinfo=UTC)) == []

    @pytest.mark.parametrize("given", [True, False])
    def test_over_with_a_new_answer(self, kept, given):
        event = self.agreed(kept, NOW - 358 * DAY)
        fields = {"candidate": event.candidate, "application": kept, "purpose": "reserve", "version": event.version}
        ConsentEvent.objects.create(**fields, given=given, way="page", at=NOW - DAY)
        assert owed(ConsentEnding()) == []

    def test_over_while_the_person_is_in_work_again(self, kept):
        self.agreed(kept, NOW - 358 * DAY)
        make_application(make_vacancy(), candidate=kept.candidate)
        assert owed(ConsentEnding()) == []


class TestRetention:
    @pytest.fixture
    def keeper(self):
        return make_user(Role.ADMIN, language="en")

    def closed(self, at) -> Application:
        vacancy = make_vacancy()
        vacancy.legal_profile = make_profile(not_hired=6)
        vacancy.save()
        return make_application(vacancy, closed_at=at, **CLOSED)

    def test_administrators_learn_of_what_the_night_left(self, keeper):
        past = self.closed(datetime(2026, 5, 28, 9, 0, tzinfo=UTC))
        assert owed(RetentionOverdue(), now=datetime(2026, 11, 30, 8, 0, tzinfo=UTC)) == []
        assert owed(RetentionOverdue()) == [(keeper, f"candidate:{past.candidate.pk}")]
        assert mailed(RetentionOverdue()) == [f"Data of {past.candidate.full_name} are past their date"]
        assert owed(RetentionOverdue(), user=past.vacancy.created_by) == []

    def test_over_with_a_consent(self, keeper):
        past = self.closed(NOW - 200 * DAY)
        assert len(owed(RetentionOverdue())) == 1
        consent_to_reserve(past, past.vacancy.legal_profile, at=NOW - DAY)
        assert owed(RetentionOverdue()) == []

    def test_what_has_been_overdue_for_long_is_shown_and_no_news(self, keeper):
        past = self.closed(NOW - 300 * DAY)
        assert owed(RetentionOverdue()) == [(keeper, f"candidate:{past.candidate.pk}")]
        assert mailed(RetentionOverdue()) == []


class TestDescription:
    def approved(self, by, *, role=None, review_by=date(2026, 12, 20)) -> DescriptionApproval:
        fields = {"approved_on": date(2022, 1, 1), "review_by": review_by, "by": by, "at": NOW - 60 * DAY}
        return DescriptionApproval.objects.create(role=role or make_role("Specialist"), **fields)

    def test_a_month_before_its_day_until_it_is_approved_again(self):
        person = make_user(Role.HR, language="en")
        row = self.approved(person)
        assert owed(DescriptionReview(), now=datetime(2026, 11, 19, 9, 0, tzinfo=UTC)) == []
        assert owed(DescriptionReview(), now=datetime(2026, 11, 20, 9, 0, tzinfo=UTC)) == [
            (person, f"description:{row.pk}")
        ]
        assert mailed(DescriptionReview()) == ["The job description “Specialist [en]” is to be reviewed"]
        self.approved(person, role=row.role, review_by=date(2031, 12, 1))
        assert owed(DescriptionReview()) == []

    def test_the_administrators_have_it_when_that_person_left(self):
        person, keeper = make_user(Role.HR, is_active=False), make_user(Role.ADMIN)
        row = self.approved(person)
        assert owed(DescriptionReview()) == [(keeper, f"description:{row.pk}")]

    def test_late_after_the_day(self):
        self.approved(make_user(Role.HR))
        (duty,) = DescriptionReview().owed(now=NOW)
        assert not duty.is_late(datetime(2026, 12, 20, 20, 0, tzinfo=UTC))
        assert duty.is_late(datetime(2026, 12, 21, 1, 0, tzinfo=UTC))


def test_my_day_shows_each_of_them(client):
    recruiter, keeper = make_user(Role.HR, language="en"), make_user(Role.ADMIN, language="en")
    application = make_application(make_vacancy(recruiter=recruiter))
    TestTopic().topic(application)
    TestDescription().approved(recruiter, review_by=date(2026, 11, 30))
    past = TestRetention().closed(datetime(2026, 1, 1, tzinfo=UTC))
    kept = make_vacancy(recruiter=recruiter)
    kept.legal_profile = past.vacancy.legal_profile
    kept.save()
    gone = make_application(kept, closed_at=NOW, **CLOSED)
    now = datetime.now(UTC)
    consent_to_reserve(gone, kept.legal_profile, at=now - 355 * DAY)
    assert Letter.objects.count() == 0 == TeamMember.objects.filter(user=keeper).count()
    client.force_login(recruiter)
    page = client.get("/").content.decode()
    assert [words for words in ("Topics to look through", "Consents about to end", "Job descriptions to review")
            if words not in page] == []  # fmt: skip
    client.force_login(keeper)
    assert "should have been erased by now" in client.get("/").content.decode()
