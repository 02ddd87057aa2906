from django.db import migrations

# The texts of a submitted card and of a decision pass only by the way that an erasure opens (recruiting 0013).
FORWARD = """
CREATE OR REPLACE FUNCTION scorecards_part_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    card_state text;
    rated timestamptz;
BEGIN
    SELECT state, ratings_sealed_at INTO card_state, rated FROM scorecards_scorecard
    WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.scorecard_id ELSE OLD.scorecard_id END FOR SHARE;
    IF card_state IS NULL OR (card_state = 'draft' AND rated IS NULL) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF card_state = 'draft' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV
           OR rubrika_words_went(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the scorecard of this % is sealed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION scorecards_history_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF rubrika_words_went(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION scorecards_card_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'submitted' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE'
       AND rubrika_only_texts_went(TG_RELID, to_jsonb(OLD) - 'salt', to_jsonb(NEW) - 'salt')
       AND (NEW.salt = OLD.salt OR NEW.salt = '' AND rubrika_is_of_the_erased(to_jsonb(OLD))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'scorecard % is sealed', OLD.id USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER decision_append_only ON scorecards_decision;

UPDATE scorecards_decision d SET seal = jsonb_build_object(
    'rationale', encode(sha256(convert_to(salt || E'\\n' || rationale, 'UTF8')), 'hex'),
    'alternatives', encode(sha256(convert_to(salt || E'\\n' || alternatives, 'UTF8')), 'hex'),
    'dissent', encode(sha256(convert_to(salt || E'\\n' || dissent, 'UTF8')), 'hex'),
    'departure_reason', encode(sha256(convert_to(salt || E'\\n' || departure_reason, 'UTF8')), 'hex'),
    'waivers', coalesce((
        SELECT jsonb_agg(jsonb_build_array(
            w.one -> 'item',
            encode(sha256(convert_to(d.salt || E'\\n' || (w.one ->> 'reason'), 'UTF8')), 'hex'),
            encode(sha256(convert_to(d.salt || E'\\n' || (w.one ->> 'development'), 'UTF8')), 'hex')
        ) ORDER BY w.place)
        FROM jsonb_array_elements(d.waivers) WITH ORDINALITY AS w(one, place)
    ), '[]')
);

CREATE FUNCTION scorecards_decision_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    apart text[] := ARRAY['salt', 'waivers'];
    own boolean := rubrika_is_of_the_erased(to_jsonb(OLD));
    emptied jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND rubrika_erasing() IS NOT NULL THEN
        SELECT coalesce(jsonb_agg(w.one || '{"reason": "", "development": ""}' ORDER BY w.place), '[]') INTO emptied
        FROM jsonb_array_elements(OLD.waivers) WITH ORDINALITY AS w(one, place);
        IF rubrika_only_texts_went(TG_RELID, to_jsonb(OLD) - apart, to_jsonb(NEW) - apart)
           AND (NEW.salt = OLD.salt OR own AND NEW.salt = '')
           AND (NEW.waivers = OLD.waivers OR own AND NEW.waivers = emptied
                OR NEW.waivers = rubrika_redacted(OLD.waivers::text)::jsonb) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON scorecards_decision
FOR EACH ROW EXECUTE FUNCTION scorecards_decision_sealed();

CREATE TRIGGER scorecard_person_is_held BEFORE INSERT OR UPDATE ON scorecards_scorecard
FOR EACH ROW EXECUTE FUNCTION recruiting_person_is_held();
CREATE TRIGGER decision_person_is_held BEFORE INSERT ON scorecards_decision
FOR EACH ROW EXECUTE FUNCTION recruiting_person_is_held();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scorecards", "0008_decisions_keep_the_digests_of_their_texts"),
        ("recruiting", "0013_a_narrow_way_for_an_erasure"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
