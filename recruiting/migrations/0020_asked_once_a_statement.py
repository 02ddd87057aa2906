from django.db import migrations

# New applications are asked about once a statement instead of once a row, so that thousands can come in at a time.
# The people are read under the lock that a merge waits for and that waits for a merge.
TOGETHER = """
DROP TRIGGER application_of_merged_record ON recruiting_application;

CREATE FUNCTION recruiting_new_applications_of_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE merged bigint;
BEGIN
    SELECT id INTO merged FROM (
        SELECT id, merged_into_id FROM recruiting_candidate
        WHERE id IN (SELECT candidate_id FROM added) FOR KEY SHARE
    ) people WHERE merged_into_id IS NOT NULL LIMIT 1;
    IF merged IS NOT NULL THEN
        RAISE EXCEPTION 'candidate % was merged into another', merged
        USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_record_holds_nothing';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER application_of_merged_record AFTER INSERT ON recruiting_application
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION recruiting_new_applications_of_merged();
CREATE CONSTRAINT TRIGGER application_moved_to_merged_record AFTER UPDATE OF candidate_id ON recruiting_application
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recruiting_merged_holds_nothing();

DROP TRIGGER application_closed_is_answered ON recruiting_application;
CREATE CONSTRAINT TRIGGER application_closed_is_answered
AFTER INSERT OR UPDATE OF state, no_letter_reason ON recruiting_application
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state <> 'active')
EXECUTE FUNCTION recruiting_application_answered();
"""

APART = """
DROP TRIGGER application_closed_is_answered ON recruiting_application;
CREATE CONSTRAINT TRIGGER application_closed_is_answered
AFTER INSERT OR UPDATE OF state, no_letter_reason ON recruiting_application
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recruiting_application_answered();
DROP TRIGGER application_moved_to_merged_record ON recruiting_application;
DROP TRIGGER application_of_merged_record ON recruiting_application;
DROP FUNCTION recruiting_new_applications_of_merged();
CREATE CONSTRAINT TRIGGER application_of_merged_record AFTER INSERT OR UPDATE OF candidate_id
ON recruiting_application DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
EXECUTE FUNCTION recruiting_merged_holds_nothing();
"""


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0019_imports")]
    operations = [migrations.RunSQL(TOGETHER, APART)]
