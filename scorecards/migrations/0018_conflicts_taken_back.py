import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Append-only but for the reason, which passes by the way that an erasure opens (recruiting 0013): with the candidate of
# the card, or with the last one of the meeting.
KEPT = """
CREATE FUNCTION scorecards_withdrawal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about jsonb := jsonb_build_object('scorecard_id', OLD.scorecard_id);
BEGIN
    IF OLD.recusal_id IS NOT NULL THEN
        SELECT jsonb_build_object('interview_id', interview_id) INTO about FROM scorecards_recusal
        WHERE id = OLD.recusal_id;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.scorecard_id IS NOT DISTINCT FROM OLD.scorecard_id
           AND rubrika_words_went(to_jsonb(OLD) - 'scorecard_id' || about, to_jsonb(NEW) - 'scorecard_id' || about,
                                  ARRAY['reason']) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER conflict_withdrawal_append_only BEFORE UPDATE OR DELETE ON scorecards_conflictwithdrawal
FOR EACH ROW EXECUTE FUNCTION scorecards_withdrawal_kept();
CREATE TRIGGER conflict_withdrawal_no_truncate BEFORE TRUNCATE ON scorecards_conflictwithdrawal
EXECUTE FUNCTION rubrika_refuse_change();
"""

KEPT_BACK = """
DROP TRIGGER conflict_withdrawal_no_truncate ON scorecards_conflictwithdrawal;
DROP TRIGGER conflict_withdrawal_append_only ON scorecards_conflictwithdrawal;
DROP FUNCTION scorecards_withdrawal_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scorecards", "0017_short_saves_of_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="ConflictWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=2000, verbose_name="why it is taken back")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recusal",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="scorecards.recusal",
                    ),
                ),
                (
                    "scorecard",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="scorecards.scorecard",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(recusal__isnull=False, scorecard__isnull=True)
                        | models.Q(recusal__isnull=True, scorecard__isnull=False),
                        name="conflict_withdrawal_of_one_declaration",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="recusal",
            name="after",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="scorecards.conflictwithdrawal",
            ),
        ),
        migrations.RemoveConstraint(model_name="recusal", name="recusal_once"),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                fields=("interview", "interviewer", "after"), name="recusal_once", nulls_distinct=False
            ),
        ),
        migrations.RunSQL(KEPT, KEPT_BACK),
    ]
