import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was found out later may be written once where nothing stood; what the candidate gave is never filled in.
FORWARD = """
CREATE OR REPLACE FUNCTION recruiting_claim_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := '{text,period,measured,later_period,later_measured}';
    free text[] := words || '{completed_by_id,completed_at,state}'::text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.text, NEW.period, NEW.measured) = (OLD.text, OLD.period, OLD.measured)
           AND OLD.later_period IN (NEW.later_period, '') AND OLD.later_measured IN (NEW.later_measured, '')
           AND to_jsonb(NEW) - free = to_jsonb(OLD) - free
           OR rubrika_words_went(to_jsonb(OLD), to_jsonb(NEW), words) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'claim % is append-only', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION recruiting_claim_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := '{text,period,measured}';
    free text[] := words || '{state}'::text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.text = OLD.text AND OLD.period IN (NEW.period, '') AND OLD.measured IN (NEW.measured, '')
           AND to_jsonb(NEW) - free = to_jsonb(OLD) - free
           OR rubrika_words_went(to_jsonb(OLD), to_jsonb(NEW), words) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'claim % is append-only', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recruiting", "0013_a_narrow_way_for_an_erasure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
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
