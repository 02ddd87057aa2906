from django.db import migrations

# Asked at the end of the transaction, because the act writes the outcome and the letter one after the other.
FORWARD = """
CREATE FUNCTION recruiting_closed_is_answered(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM recruiting_application
        WHERE id = wanted AND state <> 'active' AND btrim(no_letter_reason) = ''
          AND NOT EXISTS (SELECT 1 FROM recruiting_letter WHERE application_id = wanted AND closing)
    ) THEN
        RAISE EXCEPTION 'application % is closed without a letter or a reason why none is owed', wanted
        USING ERRCODE = 'check_violation', CONSTRAINT = 'application_closed_is_answered';
    END IF;
END $$;

CREATE FUNCTION recruiting_application_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recruiting_closed_is_answered(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION recruiting_letter_still_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recruiting_closed_is_answered(OLD.application_id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER application_closed_is_answered
AFTER INSERT OR UPDATE OF state, no_letter_reason ON recruiting_application
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recruiting_application_answered();

CREATE CONSTRAINT TRIGGER letter_still_answers
AFTER UPDATE OF application_id, closing OR DELETE ON recruiting_letter
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recruiting_letter_still_answers();
"""

BACKWARD = """
DROP TRIGGER letter_still_answers ON recruiting_letter;
DROP TRIGGER application_closed_is_answered ON recruiting_application;
DROP FUNCTION recruiting_letter_still_answers();
DROP FUNCTION recruiting_application_answered();
DROP FUNCTION recruiting_closed_is_answered(bigint);
"""

TEAM = """
CREATE TRIGGER teamchange_append_only BEFORE UPDATE OR DELETE ON recruiting_teamchange
FOR EACH ROW EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER teamchange_no_truncate BEFORE TRUNCATE ON recruiting_teamchange
EXECUTE FUNCTION rubrika_refuse_change();
"""

TEAM_BACK = """
DROP TRIGGER teamchange_no_truncate ON recruiting_teamchange;
DROP TRIGGER teamchange_append_only ON recruiting_teamchange;
"""


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0003_team_changes_and_coded_closing")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD), migrations.RunSQL(TEAM, TEAM_BACK)]
