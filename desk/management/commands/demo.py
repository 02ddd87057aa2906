from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from competencies.models import Grid
from desk.demo.story import make_team, play

PASSWORD = "rubrika-demo-2026"  # noqa: S105 a demo log-in, printed at every start


class Command(BaseCommand):
    help = "Fill an empty installation with a demo hiring team, relative to today. Only in the demo."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo is refused here: RUBRIKA_ENV is not “demo”.")
        if not Grid.objects.published().exists():
            raise CommandError("The library is empty: run load_library first.")
        if User.objects.exists():
            self.stdout.write("There are people here already; nothing was added.")
        else:
            with transaction.atomic():
                play(make_team(PASSWORD), timezone.now())
        for user in User.objects.filter(email__endswith="@rubrika.example").order_by("pk"):
            self.stdout.write(f"{user.email}  {PASSWORD}  {user.get_role_display()}, {user.full_name}")
