"""What is written here goes before the shipped text, keeps all its versions and outlives a new load of the library."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.enums import Role
from competencies.models import LibraryText
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.wordings import (
    TemplateText,
    first_choices,
    make_shipped_templates,
    restore_shipped,
    template_for,
    templates,
    text_for,
    text_in,
    write_version,
)
from recruiting.enums import LetterEvent, ReasonKind
from recruiting.models import LetterTemplate, TemplateVersion
from tests.at_once import at_once
from tests.factories import make_user
from tests.factories.letters import make_letter_template
from tests.factories.pipelines import make_reason
from tests.factories.shelf import make_text

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def hr():
    return make_user(Role.HR)


def write(template, hr, body="Hello {candidate_name}", *, language="en", subject="Subject", seen=0):
    return write_version(
        template=template, language=language, subject=subject, body=body, seen_number=seen, by=hr, now=NOW
    )


def test_a_text_written_here_is_in_force_in_its_language_only(hr):
    template = make_letter_template(body_ru="Отправлено", body_en="Shipped")
    write(template, hr, "Написано", language="ru")
    assert text_in(template, "ru") == TemplateText("ru", "Subject", "Написано", 1)
    assert text_in(template, "en") == TemplateText("en", "About {vacancy_title}", "Shipped")


def test_all_versions_are_kept_and_returning_to_the_shipped_text_is_one_more(hr):
    template = make_letter_template(body_en="Shipped")
    write(template, hr, "First")
    write(template, hr, "Second", seen=1)
    restore_shipped(template=template, language="en", seen_number=2, by=hr, now=NOW)
    assert text_in(template, "en").body == "Shipped"
    assert list(template.versions.values_list("number", "body", "restored", "by")) == [
        (3, "", True, hr.pk),
        (2, "Second", False, hr.pk),
        (1, "First", False, hr.pk),
    ]


def test_a_new_load_changes_a_text_nobody_edited_and_not_an_edited_one(hr):
    edited, followed = make_letter_template(body_en="Old"), make_letter_template(body_en="Old")
    write(edited, hr, "Ours")
    LibraryText.objects.update(body_en="New")
    make_shipped_templates()
    rows = LetterTemplate.objects.select_related("shipped").order_by("pk")
    assert [text_in(row, "en").body for row in rows] == ["Ours", "New"]
    assert [row.pk for row in rows] == [edited.pk, followed.pk]


def test_a_link_that_is_a_secret_stands_in_no_subject(hr):
    with pytest.raises(Refused, match="own_page"):
        write(make_letter_template(), hr, subject="Your page: {own_page}")


@pytest.mark.parametrize("text", ["{rating}", "{candidate_name", "{{ x }}"])
def test_a_wrong_placeholder_is_refused_and_nothing_is_kept(hr, text):
    template = make_letter_template()
    for given in ({"subject": text}, {"body": text}):
        with pytest.raises(Refused, match="Line 1: "):
            write(template, hr, **given)
    assert not template.versions.exists()


@pytest.mark.parametrize("given", [{"subject": " "}, {"body": " \n "}])
def test_a_letter_without_words_is_refused(hr, given):
    with pytest.raises(Refused, match="needs a subject and a text"):
        write(make_letter_template(), hr, **given)


def test_the_same_text_again_is_no_new_version(hr):
    template = make_letter_template()
    write(template, hr)
    with pytest.raises(AlreadyDone):
        write(template, hr, seen=1)
    assert template.versions.count() == 1


def test_there_is_nothing_to_return_to_before_an_edit_or_without_a_shipped_text(hr):
    with pytest.raises(AlreadyDone):
        restore_shipped(template=make_letter_template(), language="en", seen_number=0, by=hr, now=NOW)
    own = LetterTemplate.objects.create(event=LetterEvent.OTHER, name="Ours")
    write(own, hr)
    with pytest.raises(Refused, match="library has no text"):
        restore_shipped(template=own, language="en", seen_number=1, by=hr, now=NOW)


def test_a_change_that_was_not_seen_is_not_written_over(hr):
    template, colleague = make_letter_template(), make_user(Role.HR, full_name="Elena Munteanu")
    write(template, colleague)
    with pytest.raises(Conflict, match="Elena Munteanu changed this text"):
        write(template, hr, "Mine", seen=0)
    assert text_in(template, "en").body == "Hello {candidate_name}"


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_is_kept(hr):
    template = make_letter_template()
    results = at_once(lambda: write(template, hr, "A"), lambda: write(template, hr, "B"))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "TemplateVersion"]
    assert template.versions.count() == 1


@pytest.mark.parametrize(
    ("texts", "wanted", "got"),
    [
        ({}, "ro", "ro"),
        ({"body_ro": ""}, "ro", "en"),
        ({"body_ro": "", "body_en": ""}, "ro", "ru"),
        ({"body_ru": "", "subject_en": ""}, "ru", "ro"),
    ],
)
def test_a_missing_language_falls_back_in_the_declared_order(texts, wanted, got):
    assert text_for(make_letter_template(**texts), wanted).language == got


def test_without_any_text_there_is_none():
    assert text_for(LetterTemplate.objects.create(event=LetterEvent.OTHER, name="Ours"), "en") is None


def test_the_letter_for_the_reason_goes_before_the_general_one_and_ones_own_before_the_shipped():
    experience, conditions = make_reason(ReasonKind.REJECTED), make_reason(ReasonKind.REJECTED)
    special = make_letter_template(LetterEvent.REJECTION, reasons=[experience])
    general = make_letter_template(LetterEvent.REJECTION)
    assert template_for(LetterEvent.REJECTION, experience) == special
    assert template_for(LetterEvent.REJECTION, conditions) == general
    assert template_for(LetterEvent.REJECTION) == general
    own = LetterTemplate.objects.create(event=LetterEvent.REJECTION, name="Ours")
    write(own, make_user(Role.HR), language="ro")
    assert template_for(LetterEvent.REJECTION) == own
    assert template_for(LetterEvent.OFFER) is None


def test_the_first_choices_are_those_of_each_event():
    make_letter_template(LetterEvent.REJECTION)
    own, other = LetterTemplate.objects.create(event=LetterEvent.REJECTION, name="Ours"), make_letter_template()
    write(own, make_user(Role.HR))
    LetterTemplate.objects.create(event=LetterEvent.REJECTION, name="Ours, later today")
    assert first_choices(templates()) == {"rejection": own, other.event: other}
    assert template_for(LetterEvent.REJECTION) == own


def test_one_that_is_made_and_not_yet_written_empties_no_letter():
    general = make_letter_template(LetterEvent.REJECTION)
    LetterTemplate.objects.create(event=LetterEvent.REJECTION, name="Ours, later today")
    assert template_for(LetterEvent.REJECTION) == general


def test_each_letter_of_the_library_becomes_a_template_once():
    make_text(facts={"event": "invitation"})
    make_text(facts={"event": "an event of the future"})
    make_text(kind="legal")
    assert (make_shipped_templates(), make_shipped_templates()) == (2, 0)
    assert list(LetterTemplate.objects.values_list("event", flat=True)) == ["invitation", "other"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recruiting_templateversion SET body = 'other'",
        "DELETE FROM recruiting_templateversion",
        "TRUNCATE recruiting_templateversion",
    ],
)
def test_versions_are_never_rewritten(hr, statement):
    write(make_letter_template(), hr)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"restored": True, "body": "x"}, "template_version_has_text"),
        ({"subject": "x"}, "template_version_has_text"),
        ({"subject": "x", "body": "y", "number": 1}, "template_version_number_once"),
    ],
)
def test_the_database_refuses_a_version_without_text_or_with_a_number_twice(hr, fields, name):
    template = make_letter_template()
    write(template, hr)
    given = {"number": 2, "language": "en", "template": template, "by": hr, "at": NOW} | fields
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        TemplateVersion.objects.create(**given)


def test_a_template_has_a_name_or_a_shipped_text():
    with pytest.raises(IntegrityError, match="letter_template_has_name"), transaction.atomic():
        LetterTemplate.objects.create(event=LetterEvent.OTHER)
