import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was found out later may be written once where nothing stood; what the candidate gave is never filled in.
FORWARD = """
CREATE OR REPLACE FUNCTION recruiting_claim_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := '{text,period,measured,later_period,later_measured,completed_by_id,completed_at,state}';
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text IN (OLD.text, '')
        AND NEW.period IN (OLD.period, '')
        AND NEW.measured IN (OLD.measured, '')
        AND (OLD.later_period = '' OR NEW.later_period IN (OLD.later_period, ''))
        AND (OLD.later_measured = '' OR NEW.later_measured IN (OLD.later_measured, ''))
        AND to_jsonb(NEW) - free = to_jsonb(OLD) - free
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'claim % is append-only', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION recruiting_claim_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := '{text,period,measured,state}';
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text IN (OLD.text, '')
        AND (OLD.period = '' OR NEW.period IN (OLD.period, ''))
        AND (OLD.measured = '' OR NEW.measured IN (OLD.measured, ''))
        AND to_jsonb(NEW) - free = to_jsonb(OLD) - free
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'claim % is append-only', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0013_a_narrow_way_for_an_erasure"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField(
            "claim",
            "later_period",
            models.CharField(blank=True, default="", max_length=200, verbose_name="period"),
            preserve_default=False,
        ),
        migrations.AddField(
            "claim",
            "later_measured",
            models.CharField(blank=True, default="", max_length=300, verbose_name="how it was measured"),
            preserve_default=False,
        ),
        migrations.AddField(
            "claim",
            "completed_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("claim", "completed_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
