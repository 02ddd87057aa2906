from django.db import migrations

# While a person is being erased, the transaction says whose data go and which words name them:
#     SELECT set_config('rubrika.erasing', '{"people": [7], "words": ["..."]}', true)
# Then, and only then, history and seals let a text of that person become empty, and the naming words leave the texts
# about somebody else. No other column passes, and nothing passes without the setting.
WAY = """
CREATE FUNCTION rubrika_erasing() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT NULLIF(current_setting('rubrika.erasing', true), '')::jsonb
$$;

CREATE FUNCTION rubrika_redacted(said text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE word text;
BEGIN
    FOR word IN SELECT jsonb_array_elements_text(rubrika_erasing() -> 'words') LOOP
        said := regexp_replace(said, word, '[…]', 'gi');
    END LOOP;
    RETURN said;
END $$;

CREATE FUNCTION rubrika_is_of_the_erased(was jsonb) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE people jsonb := rubrika_erasing() -> 'people';
BEGIN
    IF people IS NULL THEN
        RETURN false;
    ELSIF was ? 'candidate_id' THEN
        RETURN people @> (was -> 'candidate_id');
    ELSIF was ? 'application_id' THEN
        RETURN EXISTS (SELECT FROM recruiting_application
                       WHERE id = (was ->> 'application_id')::bigint AND people @> to_jsonb(candidate_id));
    ELSIF was ? 'scorecard_id' THEN
        RETURN EXISTS (SELECT FROM scorecards_scorecard JOIN recruiting_application a ON a.id = application_id
                       WHERE scorecards_scorecard.id = (was ->> 'scorecard_id')::bigint AND people @> to_jsonb(candidate_id));
    ELSIF was ? 'claim_id' THEN
        RETURN EXISTS (SELECT FROM recruiting_claim JOIN recruiting_application a ON a.id = application_id
                       WHERE recruiting_claim.id = (was ->> 'claim_id')::bigint AND people @> to_jsonb(candidate_id));
    ELSIF was ? 'interview_id' THEN  -- words about a meeting are one person's if nobody else was to come
        RETURN (SELECT coalesce(bool_and(people @> to_jsonb(candidate_id)), false)
                FROM recruiting_attendance JOIN recruiting_application a ON a.id = application_id
                WHERE interview_id = (was ->> 'interview_id')::bigint);
    END IF;
    RETURN false;
END $$;

CREATE FUNCTION rubrika_words_went(was jsonb, becomes jsonb, words text[]) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    name text;
    own boolean;
BEGIN
    IF rubrika_erasing() IS NULL OR was - words <> becomes - words THEN
        RETURN false;
    END IF;
    own := rubrika_is_of_the_erased(was);
    FOREACH name IN ARRAY words LOOP
        IF becomes ->> name IS DISTINCT FROM was ->> name
           AND NOT (own AND becomes ->> name = '')
           AND becomes ->> name IS DISTINCT FROM rubrika_redacted(was ->> name) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;

CREATE FUNCTION rubrika_only_texts_went(relation oid, was jsonb, becomes jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT rubrika_words_went(was, becomes, coalesce(array_agg(attname::text), '{}')) FROM pg_attribute
    WHERE attrelid = relation AND atttypid = 'text'::regtype AND attnum > 0 AND NOT attisdropped
$$;

CREATE OR REPLACE FUNCTION rubrika_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND rubrika_erasing() IS NOT NULL THEN
        IF rubrika_only_texts_went(TG_RELID, to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER note_append_only ON recruiting_note;
DROP FUNCTION recruiting_note_kept();
CREATE TRIGGER note_append_only BEFORE UPDATE OR DELETE ON recruiting_note
FOR EACH ROW EXECUTE FUNCTION rubrika_refuse_change();

CREATE OR REPLACE FUNCTION recruiting_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF rubrika_words_went(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% % is append-only', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
END $$;

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

WAY_BACK = """
DROP TRIGGER note_append_only ON recruiting_note;
CREATE FUNCTION recruiting_note_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text IN (OLD.text, '') AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'note % is append-only', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER note_append_only BEFORE UPDATE OR DELETE ON recruiting_note
FOR EACH ROW EXECUTE FUNCTION recruiting_note_kept();
CREATE OR REPLACE FUNCTION rubrika_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP FUNCTION rubrika_only_texts_went(oid, jsonb, jsonb);
DROP FUNCTION rubrika_words_went(jsonb, jsonb, text[]);
DROP FUNCTION rubrika_is_of_the_erased(jsonb);
DROP FUNCTION rubrika_redacted(text);
DROP FUNCTION rubrika_erasing();
"""

# Nothing about a person is written once they are erased. The lock on the person makes a writer wait for an erasure
# that is under way, and an erasure for a writer.
PRESENT = """
CREATE FUNCTION recruiting_person_is_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said jsonb := to_jsonb(NEW);
    person bigint;
    gone timestamptz;
BEGIN
    IF rubrika_erasing() IS NOT NULL THEN
        RETURN NEW;
    ELSIF said ? 'candidate_id' THEN
        person := (said ->> 'candidate_id')::bigint;
    ELSE
        SELECT candidate_id INTO person FROM recruiting_application WHERE id = (said ->> 'application_id')::bigint;
    END IF;
    SELECT erased_at INTO gone FROM recruiting_candidate WHERE id = person FOR KEY SHARE;
    IF gone IS NOT NULL THEN
        RAISE EXCEPTION 'candidate % was erased', person
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erased_person_stays_erased';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER application_person_is_held BEFORE INSERT ON recruiting_application
FOR EACH ROW EXECUTE FUNCTION recruiting_person_is_held();
CREATE TRIGGER candidatefile_person_is_held BEFORE INSERT ON recruiting_candidatefile
FOR EACH ROW EXECUTE FUNCTION recruiting_person_is_held();
CREATE TRIGGER note_person_is_held BEFORE INSERT ON recruiting_note
FOR EACH ROW EXECUTE FUNCTION recruiting_person_is_held();
CREATE TRIGGER letter_person_is_held BEFORE INSERT ON recruiting_letter
FOR EACH ROW EXECUTE FUNCTION recruiting_person_is_held();
CREATE TRIGGER attendance_person_is_held BEFORE INSERT ON recruiting_attendance
FOR EACH ROW EXECUTE FUNCTION recruiting_person_is_held();
"""

PRESENT_BACK = """
DROP TRIGGER attendance_person_is_held ON recruiting_attendance;
DROP TRIGGER letter_person_is_held ON recruiting_letter;
DROP TRIGGER note_person_is_held ON recruiting_note;
DROP TRIGGER candidatefile_person_is_held ON recruiting_candidatefile;
DROP TRIGGER application_person_is_held ON recruiting_application;
DROP FUNCTION recruiting_person_is_held();
"""

APPEND_ONLY = ["legalprofilechange", "noticeversion", "consentevent", "destructionrecord"]
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
    dependencies = [("recruiting", "0012_people_data")]
    operations = [
        migrations.RunSQL(WAY, WAY_BACK),
        migrations.RunSQL(PRESENT, PRESENT_BACK),
        migrations.RunSQL(HISTORY, HISTORY_BACK),
    ]
