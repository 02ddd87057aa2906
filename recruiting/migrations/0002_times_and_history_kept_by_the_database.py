from django.db import migrations

# An exclusion constraint sees one table only, so seats and attendances carry a copy of the meeting's time.
OCCUPIED = """
CREATE FUNCTION recruiting_occupy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE meeting recruiting_interview%ROWTYPE;
BEGIN
    SELECT * INTO meeting FROM recruiting_interview WHERE id = NEW.interview_id;
    NEW.period := tstzrange(meeting.starts_at, meeting.ends_at, '[)');
    NEW.active := meeting.state IN ('planned', 'held') AND NEW.answer <> 'declined';
    IF TG_TABLE_NAME = 'recruiting_seat' THEN
        NEW.active := NEW.active AND NEW.removed_at IS NULL;
    ELSE
        NEW.candidate_key := (SELECT candidate_id FROM recruiting_application WHERE id = NEW.application_id);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER seat_occupy BEFORE INSERT OR UPDATE ON recruiting_seat
FOR EACH ROW EXECUTE FUNCTION recruiting_occupy();
CREATE TRIGGER attendance_occupy BEFORE INSERT OR UPDATE ON recruiting_attendance
FOR EACH ROW EXECUTE FUNCTION recruiting_occupy();

CREATE FUNCTION recruiting_interview_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE recruiting_seat SET interview_id = interview_id WHERE interview_id = NEW.id;
    UPDATE recruiting_attendance SET interview_id = interview_id WHERE interview_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER interview_moved AFTER UPDATE OF starts_at, ends_at, state ON recruiting_interview
FOR EACH ROW EXECUTE FUNCTION recruiting_interview_moved();
"""

OCCUPIED_BACK = """
DROP TRIGGER interview_moved ON recruiting_interview;
DROP FUNCTION recruiting_interview_moved();
DROP TRIGGER attendance_occupy ON recruiting_attendance;
DROP TRIGGER seat_occupy ON recruiting_seat;
DROP FUNCTION recruiting_occupy();
"""

APPEND_ONLY = ["stagemove", "vacancyevent", "declaredrule", "reschedule"]
HISTORY = "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON recruiting_{table} "
    "FOR EACH ROW EXECUTE FUNCTION rubrika_refuse_change();"
    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON recruiting_{table} "
    "EXECUTE FUNCTION rubrika_refuse_change();"
    for table in APPEND_ONLY
)
HISTORY_BACK = "".join(
    f"DROP TRIGGER {table}_no_truncate ON recruiting_{table}; DROP TRIGGER {table}_append_only ON recruiting_{table};"
    for table in APPEND_ONLY
)


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0001_initial"), ("accounts", "0002_refuse_change_function")]
    operations = [migrations.RunSQL(OCCUPIED, OCCUPIED_BACK), migrations.RunSQL(HISTORY, HISTORY_BACK)]
