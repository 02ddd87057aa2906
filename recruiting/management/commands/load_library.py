from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from competencies.domain.loading import BadFile, Plan, load_library
from competencies.domain.loading.words import load_words
from recruiting.domain.library_loading import load_hiring
from recruiting.domain.people_data.profiles import copy_presets

SHIPPED = settings.BASE_DIR / "fixtures" / "library"
ONE_LOAD_AT_A_TIME = 0x5275_6272  # any number that no other advisory lock of this database uses


class Command(BaseCommand):
    help = "Load the shipped library. What was edited here is kept; loading twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--from", dest="root", type=Path, default=SHIPPED, help="another folder of the same format")

    def handle(self, *, dry_run: bool, root: Path, **options):
        if not root.is_dir():
            raise CommandError(f"There is no folder {root}.")
        try:
            with override(settings.LANGUAGE_CODE):
                plans = _load(root, dry_run=dry_run)
        except BadFile as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        except IntegrityError as error:
            raise CommandError(f"Nothing was loaded. The library clashes with a row made here: {error}") from error
        self._report(plans, dry_run=dry_run)

    def _report(self, plans: list[Plan], *, dry_run: bool) -> None:
        for plan in plans:
            self.stdout.write(
                f"{plan.kind:<11} created {len(plan.created):>4}  updated {len(plan.updated):>4}"
                f"  kept because edited here {len(plan.kept):>4}  unchanged {len(plan.unchanged):>4}"
            )
        for plan in plans:
            for entry in plan.kept:
                self.stdout.write(f"kept as edited here: {plan.kind} {entry.key}")
        if not any(plan.written for plan in plans):
            self.stdout.write("Nothing changed.")
        elif dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")


@transaction.atomic
def _load(root: Path, *, dry_run: bool) -> list[Plan]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_LOAD_AT_A_TIME])
    library = load_library(root, now=timezone.now())
    plans = [*library.plans, *load_hiring(root, library=library), *load_words(root)]
    copy_presets()
    transaction.set_rollback(dry_run)
    return plans
