import mailbox
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from outbox.domain.bounces import LARGEST, NotAReport, Taken, read_reports, take_report

UNREADABLE = "no delivery report"


class Command(BaseCommand):
    help = "Read delivery reports (RFC 3464) and mark the letters that came back. Nothing is deleted."

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, help="a mail, an mbox, a Maildir, or a folder of .eml files")

    def handle(self, *, source: Path, **options):
        counts: Counter[str] = Counter()
        try:
            for name, raw in _mails(source):
                said = self._take(name, raw)
                counts.update(said)
        except OSError as error:
            raise CommandError(f"{source} cannot be read: {error.strerror}") from error
        if not counts:
            self.stdout.write("There is no mail.")
        for outcome, count in sorted(counts.items()):
            self.stdout.write(f"{outcome}: {count}")

    def _take(self, name: str, raw: bytes) -> list[str]:
        """What came of each report in the mail; names of files are printed, addresses are not."""
        try:
            reports = read_reports(raw)
        except NotAReport as error:
            self.stdout.write(f"{name}: {UNREADABLE} ({error})")
            return [UNREADABLE]
        taken = [take_report(report, now=timezone.now()) for report in reports]
        for outcome in taken:
            if outcome in (Taken.UNKNOWN, Taken.OTHER_ADDRESS):
                self.stdout.write(f"{name}: {outcome.value}")
        return [outcome.value for outcome in taken]


def _mails(source: Path) -> Iterator[tuple[str, bytes]]:
    """Each mail's name and bytes. In a Maildir what was read is moved to `cur` and marked as seen."""
    if not source.exists():
        raise CommandError(f"There is no {source}.")
    if source.is_dir() and (source / "new").is_dir() and (source / "cur").is_dir():
        yield from _maildir(source)
    elif source.is_dir():
        for path in sorted(source.glob("*.eml")):
            yield path.name, _bytes(path)
    elif _bytes(source, 5) == b"From ":
        yield from _mbox(source)
    else:
        yield source.name, _bytes(source)


def _maildir(source: Path) -> Iterator[tuple[str, bytes]]:
    new, cur = source / "new", source / "cur"
    for path in [*sorted(new.iterdir()), *sorted(cur.iterdir())]:
        flags = path.name.partition(":2,")[2]
        if path.name.startswith(".") or "S" in flags:
            continue
        yield path.name, _bytes(path)
        path.rename(cur / f"{path.name.partition(':2,')[0]}:2,{''.join(sorted({*flags, 'S'}))}")


def _mbox(source: Path) -> Iterator[tuple[str, bytes]]:
    box = mailbox.mbox(source, create=False)
    for key in box.keys():  # noqa: SIM118 -- a mailbox iterates over its mails, not its keys
        yield f"{source.name} {int(key) + 1}", box.get_bytes(key)
    box.close()


def _bytes(path: Path, most: int = LARGEST + 1) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
