import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Whoever is new or has changed is written down beside the people, not in their rows: to change a row of somebody who
# came a moment ago costs as much as to write it.
WRITTEN_DOWN = """
CREATE FUNCTION recruiting_candidates_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO recruiting_twinsearch (candidate_id)
    SELECT id FROM added WHERE merged_into_id IS NULL AND erased_at IS NULL ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER candidates_added AFTER INSERT ON recruiting_candidate REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION recruiting_candidates_added();

CREATE OR REPLACE FUNCTION recruiting_candidate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
        NEW.name_key := '';
        DELETE FROM recruiting_nameanchor WHERE candidate_id = NEW.id;
    END IF;
    INSERT INTO recruiting_twinsearch (candidate_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NEW;
END $$;

INSERT INTO recruiting_twinsearch (candidate_id) SELECT id FROM recruiting_candidate WHERE NOT twins_sought;
"""
MARKED = """
UPDATE recruiting_candidate SET twins_sought = NOT EXISTS (
    SELECT FROM recruiting_twinsearch waiting WHERE waiting.candidate_id = recruiting_candidate.id
);

DROP TRIGGER candidates_added ON recruiting_candidate;
DROP FUNCTION recruiting_candidates_added();

CREATE OR REPLACE FUNCTION recruiting_candidate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
        NEW.name_key := '';
        DELETE FROM recruiting_nameanchor WHERE candidate_id = NEW.id;
    END IF;
    NEW.twins_sought := false;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recruiting", "0028_a_term_may_have_had_no_figure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TwinSearch",
            fields=[
                (
                    "candidate",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="recruiting.candidate",
                    ),
                ),
            ],
            options={
                "ordering": ["candidate_id"],
            },
        ),
        migrations.RunSQL(WRITTEN_DOWN, MARKED),
        migrations.RemoveIndex(
            model_name="candidate",
            name="candidate_twins_unsought",
        ),
        migrations.RemoveField(
            model_name="candidate",
            name="twins_sought",
        ),
        migrations.AlterField(
            model_name="application",
            name="reason",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recruiting.outcomereason",
            ),
        ),
        migrations.AlterField(
            model_name="duplicatepair",
            name="first",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="recruiting.candidate",
            ),
        ),
        migrations.AlterField(
            model_name="duplicatepair",
            name="second",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="recruiting.candidate",
            ),
        ),
        migrations.AlterField(
            model_name="duplicatepair",
            name="told_apart_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="recruiting.candidateimport",
            ),
        ),
        migrations.AlterField(
            model_name="stagemove",
            name="from_stage",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recruiting.stage",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("reason__isnull", False)), fields=["reason"], name="application_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="duplicatepair",
            index=models.Index(
                condition=models.Q(("told_apart_by__isnull", False)),
                fields=["told_apart_by"],
                name="duplicate_pair_told_by",
            ),
        ),
        migrations.AddIndex(
            model_name="stagemove",
            index=models.Index(
                condition=models.Q(("from_stage__isnull", False)), fields=["from_stage"], name="stage_move_from"
            ),
        ),
    ]
