import django.db.models.deletion
from django.db import migrations, models

# That each application has one first decision and each decision one that revises it is said by two unique
# constraints; together with this trigger the decisions of an application are one chain. A row that names itself finds
# nothing, because it is not there yet.
FORWARD = """
CREATE FUNCTION scorecards_decision_chained() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.revises_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM scorecards_decision WHERE id = NEW.revises_id AND application_id = NEW.application_id
    ) THEN
        RAISE EXCEPTION 'a decision revises one on the same application' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_revises_its_own_application BEFORE INSERT ON scorecards_decision
FOR EACH ROW EXECUTE FUNCTION scorecards_decision_chained();
"""
BACKWARD = """
DROP TRIGGER decision_revises_its_own_application ON scorecards_decision;
DROP FUNCTION scorecards_decision_chained();
"""


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0018_conflicts_taken_back"), ("recruiting", "0032_titles_above_headings")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="revises",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revised_by",
                to="scorecards.decision",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="what_changed",
            field=models.TextField(blank=True, verbose_name="what has changed since"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="recruiting.application",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revises", None)),
                fields=("application",),
                name="decision_one_first_of_an_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revises", None), ("what_changed", "")),
                    models.Q(
                        ("revises__isnull", False),
                        models.Q(models.Q(("what_changed", ""), _negated=True), ("salt", ""), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="decision_revision_says_what_changed",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
