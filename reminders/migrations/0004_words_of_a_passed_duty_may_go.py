from django.db import migrations

# History stays; only the note that went with a passed duty may be emptied, while a person is being erased.
FORWARD = """
CREATE FUNCTION reminders_handoff_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND rubrika_erasing() IS NOT NULL THEN
        IF NEW.note = '' AND to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER handoff_append_only ON reminders_handoff;
CREATE TRIGGER handoff_append_only BEFORE UPDATE OR DELETE ON reminders_handoff
FOR EACH ROW EXECUTE FUNCTION reminders_handoff_kept();
"""

BACKWARD = """
DROP TRIGGER handoff_append_only ON reminders_handoff;
CREATE TRIGGER handoff_append_only BEFORE UPDATE OR DELETE ON reminders_handoff
FOR EACH ROW EXECUTE FUNCTION rubrika_refuse_change();
DROP FUNCTION reminders_handoff_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0003_history_is_kept"),
        ("recruiting", "0013_a_narrow_way_for_an_erasure"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
