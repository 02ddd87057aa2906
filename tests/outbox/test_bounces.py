"""Delivery reports from outside: only one that names the Message-ID and the address of a mail of ours changes it."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from outbox.domain.bounces import LARGEST, NotAReport, Taken, read_reports, take_report
from outbox.enums import MessageState
from outbox.models import MessageEvent, OutboundMessage
from tests.factories import make_message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ANA = "ana@example.org"


ORIGINAL = {
    "headers": "--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: {id}\nSubject: About your application\n",
    "whole": "--x\nContent-Type: message/rfc822\n\nMessage-ID: {id}\nContent-Type: text/plain\n\nText\n",
    "no": "",
}


def bounce(message_id: str, *, to: str = ANA, action: str = "failed", enclosed: str = "headers", answers: str = ""):
    """The bytes of a delivery report as mail servers write them; `enclosed` is how it carries the original."""
    text = (
        "From: MAILER-DAEMON@mx.example.org\n"
        "Subject: Undelivered Mail Returned to Sender\n"
        f"In-Reply-To: {answers}\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nYour message could not be delivered.\n"
        "--x\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\n here\n\n"
        f"{ORIGINAL[enclosed].format(id=message_id)}--x--\n"
    )
    return text.encode()


@pytest.fixture
def message():
    return make_message(to=ANA, state=MessageState.SENT)


def state(message) -> str:
    return OutboundMessage.objects.get(pk=message.pk).state


def take(raw: bytes) -> list[Taken]:
    return [take_report(report, now=NOW) for report in read_reports(raw)]


@pytest.mark.parametrize("enclosed", ["headers", "whole"])
def test_a_final_failure_marks_the_mail_with_the_servers_words(message, enclosed):
    assert take(bounce(message.message_id, enclosed=enclosed)) == [Taken.CAME_BACK]
    message.refresh_from_db()
    assert (message.state, message.answer) == ("returned", "5.1.1 550 5.1.1 no such user here")
    assert list(MessageEvent.objects.values_list("act", "by", "at")) == [("came_back", None, NOW)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("ana@пример.рф", "ana@xn--e1afmkfd.xn--p1ai"),
        ("ana@Example.org", "<Ana@example.ORG>"),
    ],
)
def test_an_address_is_known_in_either_of_its_spellings(ours, theirs):
    message = make_message(to=ours, state=MessageState.SENT)
    raw = bounce(message.message_id, to="x").replace(b"rfc822; x", f"rfc822; {theirs}".encode())
    assert take(raw) == [Taken.CAME_BACK]


def test_an_original_recipient_is_read_as_the_first_server_wrote_it():
    message = make_message(to="ana+hr@example.org", state=MessageState.SENT)
    raw = bounce(message.message_id, to="boss@elsewhere.org")
    raw = raw.replace(b"Action:", b"Original-Recipient: rfc822; ana+2Bhr@example.org\nAction:")
    assert take(raw) == [Taken.CAME_BACK]


def test_a_report_without_the_original_is_found_by_what_it_answers(message):
    assert take(bounce("", enclosed="no", answers=message.message_id)) == [Taken.CAME_BACK]


def test_a_report_with_a_nul_speaks_of_no_mail_and_keeps_none_after_it_from_being_read(message, tmp_path):
    (tmp_path / "1.eml").write_bytes(bounce("<a\0b@example.org>"))
    (tmp_path / "2.eml").write_bytes(bounce(message.message_id))
    call_command("take_bounces", str(tmp_path), stdout=StringIO())
    assert state(message) == "returned"


def test_a_status_in_no_known_alphabet_is_read(message):
    raw = bounce(message.message_id).replace(b"Status: 5.1.1", b"Status: 5.1.1 \xff")
    assert take(raw) == [Taken.CAME_BACK]


def test_the_case_of_an_address_does_not_matter(message):
    assert take(bounce(message.message_id, to="Ana@Example.ORG")) == [Taken.CAME_BACK]


def test_the_same_report_twice_changes_it_once(message):
    take(bounce(message.message_id))
    assert take(bounce(message.message_id)) == [Taken.KNOWN]
    assert message.events.count() == 1


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "nonsense"])
def test_what_is_not_a_final_failure_changes_nothing(message, action):
    assert take(bounce(message.message_id, action=action)) == [Taken.NOT_FINAL]
    assert state(message) == "sent"


def test_a_report_about_another_address_changes_nothing(message):
    assert take(bounce(message.message_id, to="mallory@example.org")) == [Taken.OTHER_ADDRESS]
    assert state(message) == "sent"


def test_a_message_id_that_is_not_ours_changes_nothing(message):
    assert take(bounce("<other@elsewhere>")) == [Taken.UNKNOWN]


@pytest.mark.parametrize("was", ["waiting", "held", "sending", "failed", "cancelled"])
def test_a_mail_that_never_left_cannot_come_back(was):
    message = make_message(to=ANA, state=MessageState(was))
    assert take(bounce(message.message_id)) == [Taken.KNOWN]
    assert state(message) == was


def test_a_lost_answer_is_settled_by_the_report():
    message = make_message(to=ANA, state=MessageState.UNCERTAIN)
    assert take(bounce(message.message_id)) == [Taken.CAME_BACK]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 100,
        b"Subject: Out of office\n\nI am away.",
        b"Content-Type: multipart/report; boundary=x\n\n--x\n",
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
        b"--x\nContent-Type: message/delivery-status\n\nAction\n\n: \n--x--\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n" * 3_000,
        b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n====",
    ],
)
def test_what_is_no_report_is_said_to_be_none(raw):
    with pytest.raises(NotAReport):
        read_reports(raw)


def test_a_mail_that_is_too_large_is_not_read():
    with pytest.raises(NotAReport, match="larger"):
        read_reports(b"x" * (LARGEST + 1))


def test_markup_and_line_breaks_in_the_words_of_a_server_stay_words(message):
    raw = bounce(message.message_id).replace(b"no such user", b"<script>alert(1)</script>" + b"x" * 5_000)
    assert take(raw) == [Taken.CAME_BACK]
    message.refresh_from_db()
    assert (len(message.answer), "\n" in message.answer) == (1_000, False)


class TestCommand:
    def run(self, source: Path) -> str:
        out = StringIO()
        call_command("take_bounces", str(source), stdout=out)
        return out.getvalue()

    def test_one_mail(self, message, tmp_path):
        path = tmp_path / "bounce.eml"
        path.write_bytes(bounce(message.message_id))
        assert self.run(path) == "came back: 1\n"
        assert path.exists()

    def test_a_maildir_is_read_once_and_nothing_is_lost(self, message, tmp_path):
        for name in ("new", "cur", "tmp"):
            (tmp_path / name).mkdir()
        (tmp_path / "new" / "1.host").write_bytes(bounce(message.message_id))
        (tmp_path / "new" / "2.host").write_bytes(b"Subject: Hello\n\nA person writes.")
        assert self.run(tmp_path).splitlines() == [
            "2.host: no delivery report (it has no delivery status)",
            "came back: 1",
            "no delivery report: 1",
        ]
        assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
        assert self.run(tmp_path) == "There is no mail.\n"

    def test_an_mbox_and_a_folder(self, message, tmp_path):
        other = make_message(to="tom@example.org", state=MessageState.SENT)
        mbox = tmp_path / "mbox"
        mbox.write_bytes(b"From MAILER-DAEMON Tue Dec  1 09:00:00 2026\n" + bounce(message.message_id) + b"\n")
        assert self.run(mbox) == "came back: 1\n"
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "a.eml").write_bytes(bounce(other.message_id, to="tom@example.org"))
        assert self.run(folder) == "came back: 1\n"

    def test_no_address_is_printed(self, message, tmp_path):
        path = tmp_path / "bounce.eml"
        path.write_bytes(bounce(message.message_id, to="mallory@example.org"))
        assert self.run(path).splitlines() == ["bounce.eml: speaks of another address", "speaks of another address: 1"]

    def test_a_source_that_is_not_there_is_an_error(self, tmp_path):
        with pytest.raises(CommandError, match="There is no"):
            self.run(tmp_path / "nowhere")
        assert self.run(tmp_path) == "There is no mail.\n"
