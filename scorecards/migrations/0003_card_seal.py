from django.db import migrations, models

# Erasing a person empties the texts and then the salt, so that their digests can no longer be tried against guesses.
SEALED = """
CREATE OR REPLACE FUNCTION scorecards_card_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'submitted' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - ARRAY['summary', 'salt'] = to_jsonb(OLD) - ARRAY['summary', 'salt']
       AND NEW.summary IN (OLD.summary, '') AND NEW.salt IN (OLD.salt, '') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'scorecard % is sealed', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
"""

SEALED_BEFORE = """
CREATE OR REPLACE FUNCTION scorecards_card_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'submitted' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'summary' = to_jsonb(OLD) - 'summary'
       AND NEW.summary IN (OLD.summary, '') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'scorecard % is sealed', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0002_sealed_cards_and_decisions")]
    operations = [
        migrations.AddField(model_name="scorecard", name="seal", field=models.JSONField(default=dict, editable=False)),
        migrations.AddField(
            model_name="scorecard", name="writer", field=models.CharField(blank=True, default="", max_length=32)
        ),
        migrations.RunSQL(SEALED, SEALED_BEFORE),
    ]
