import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A mark is sealed with its card. The words of a topic stay as written, but for the way that an erasure opens.
TRIGGERS = """
CREATE TRIGGER questionmark_sealed BEFORE INSERT OR UPDATE OR DELETE ON scorecards_questionmark FOR EACH ROW
EXECUTE FUNCTION scorecards_part_sealed('replacement');
CREATE TRIGGER questionmark_no_truncate BEFORE TRUNCATE ON scorecards_questionmark
EXECUTE FUNCTION rubrika_refuse_change();

CREATE FUNCTION scorecards_topic_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    review text[] := ARRAY['state', 'passed_text', 'reviewed_by_id', 'reviewed_at'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'waiting' AND to_jsonb(NEW) - review = to_jsonb(OLD) - review
           OR rubrika_words_went(to_jsonb(OLD), to_jsonb(NEW), ARRAY['text', 'passed_text']) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'topic % is kept as written', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER topic_kept BEFORE UPDATE OR DELETE ON scorecards_topic
FOR EACH ROW EXECUTE FUNCTION scorecards_topic_kept();
CREATE TRIGGER topic_no_truncate BEFORE TRUNCATE ON scorecards_topic EXECUTE FUNCTION rubrika_refuse_change();
"""
BACK = """
DROP TRIGGER topic_no_truncate ON scorecards_topic;
DROP TRIGGER topic_kept ON scorecards_topic;
DROP FUNCTION scorecards_topic_kept();
DROP TRIGGER questionmark_no_truncate ON scorecards_questionmark;
DROP TRIGGER questionmark_sealed ON scorecards_questionmark;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recruiting", "0013_a_narrow_way_for_an_erasure"),
        ("scorecards", "0009_seals_open_for_an_erasure_alone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        blank=True,
                        choices=[("asked", "Asked"), ("skipped", "Skipped"), ("replaced", "Replaced")],
                        max_length=8,
                    ),
                ),
                ("replacement", models.TextField(blank=True, max_length=2000, verbose_name="what was asked instead")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("writer", models.CharField(blank=True, max_length=32)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="recruiting.kitquestion"
                    ),
                ),
                (
                    "scorecard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_marks",
                        to="scorecards.scorecard",
                    ),
                ),
            ],
            options={
                "ordering": ["scorecard", "question__order"],
                "constraints": [models.UniqueConstraint(fields=("scorecard", "question"), name="question_mark_once")],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=500, verbose_name="topic")),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be looked through"),
                            ("passed", "Passed on"),
                            ("withheld", "Not passed on"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("passed_text", models.TextField(blank=True, max_length=500)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="topics", to="recruiting.application"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recruiting.stage"
                    ),
                ),
            ],
            options={
                "verbose_name": "topic to probe",
                "verbose_name_plural": "topics to probe",
                "ordering": ["application", "at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_at__isnull", True), ("reviewed_by__isnull", True), ("state", "waiting")
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="topic_reviewed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("author")), _negated=True),
                            _connector="OR",
                        ),
                        name="topic_reviewed_by_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, BACK),
    ]
