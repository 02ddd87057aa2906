import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HISTORY = """
CREATE TRIGGER seathandover_append_only BEFORE UPDATE OR DELETE ON recruiting_seathandover
FOR EACH ROW EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER seathandover_no_truncate BEFORE TRUNCATE ON recruiting_seathandover
EXECUTE FUNCTION rubrika_refuse_change();
"""
HISTORY_BACK = """
DROP TRIGGER seathandover_no_truncate ON recruiting_seathandover;
DROP TRIGGER seathandover_append_only ON recruiting_seathandover;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recruiting", "0026_what_the_dates_of_data_look_for"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeatHandover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("instead", "Somebody else came instead"),
                            ("away", "Ill or away"),
                            ("load", "Has too much to do"),
                            ("left", "No longer works here"),
                            ("passed_on", "All their work is handed over"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "became",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="handovers", to="recruiting.interview"
                    ),
                ),
                (
                    "was",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("was", models.F("became")), _negated=True),
                        name="seat_handed_to_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["instead", "away", "load", "left", "passed_on"])),
                        name="seat_handed_for_a_reason_of_the_list",
                    ),
                ],
            },
        ),
        migrations.RunSQL(HISTORY, HISTORY_BACK),
    ]
