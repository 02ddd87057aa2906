from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from competencies.domain.demand_import import import_demand
from competencies.domain.errors import Refused
from competencies.models import Role


class Command(BaseCommand):
    help = "Store what vacancies of the market name as a dated snapshot. Columns: skill, share, competency."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--role", required=True, help="key of the role, for example contact_center_head")
        parser.add_argument("--date", required=True, type=date.fromisoformat, help="day of the figures, 2025-01-31")
        parser.add_argument("--source", default="", help="where the figures come from, in one sentence")

    def handle(self, *, file: Path, role: str, date: date, source: str, **options):
        known = Role.objects.filter(key=role).first()
        if known is None:
            raise CommandError(f"There is no role {role}.")
        try:
            snapshot = import_demand(path=file, role=known, on=date, source=source)
        except Refused as refused:
            raise CommandError(f"Nothing was imported. {refused.message}") from refused
        self.stdout.write(f"{snapshot.key}: {snapshot.skills.count()} skills.")
