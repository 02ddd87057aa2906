from django.db import migrations

# One function for everything that hangs on a card; its arguments are the columns that hold words.
# Draft: free. Ratings sealed, notes open: only words change. Closed: words may only be emptied, which erasing does.
PART = """
CREATE FUNCTION scorecards_part_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    card_state text;
    rated timestamptz;
    word text;
BEGIN
    SELECT state, ratings_sealed_at INTO card_state, rated FROM scorecards_scorecard
    WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.scorecard_id ELSE OLD.scorecard_id END FOR SHARE;
    IF card_state IS NULL OR (card_state = 'draft' AND rated IS NULL) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP <> 'UPDATE' OR to_jsonb(NEW) - TG_ARGV <> to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION 'the scorecard of this % is sealed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    IF card_state = 'draft' THEN
        RETURN NEW;
    END IF;
    FOREACH word IN ARRAY TG_ARGV LOOP
        IF to_jsonb(NEW) ->> word NOT IN (to_jsonb(OLD) ->> word, '') THEN
            RAISE EXCEPTION 'the scorecard of this % is sealed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

DROP TRIGGER rating_sealed ON scorecards_rating;
DROP FUNCTION scorecards_rating_sealed();
CREATE TRIGGER rating_sealed BEFORE INSERT OR UPDATE OR DELETE ON scorecards_rating FOR EACH ROW
EXECUTE FUNCTION scorecards_part_sealed(
    'evidence', 'situation', 'task', 'action', 'result', 'baseline', 'period', 'source', 'result_measured'
);
CREATE TRIGGER criticalerror_sealed BEFORE INSERT OR UPDATE OR DELETE ON scorecards_criticalerror FOR EACH ROW
EXECUTE FUNCTION scorecards_part_sealed('what');
CREATE TRIGGER exerciseresult_sealed BEFORE INSERT OR UPDATE OR DELETE ON scorecards_exerciseresult FOR EACH ROW
EXECUTE FUNCTION scorecards_part_sealed('note');
CREATE TRIGGER criticalerror_no_truncate BEFORE TRUNCATE ON scorecards_criticalerror
EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER exerciseresult_no_truncate BEFORE TRUNCATE ON scorecards_exerciseresult
EXECUTE FUNCTION rubrika_refuse_change();
"""

PART_BACK = """
DROP TRIGGER exerciseresult_no_truncate ON scorecards_exerciseresult;
DROP TRIGGER criticalerror_no_truncate ON scorecards_criticalerror;
DROP TRIGGER exerciseresult_sealed ON scorecards_exerciseresult;
DROP TRIGGER criticalerror_sealed ON scorecards_criticalerror;
DROP TRIGGER rating_sealed ON scorecards_rating;
DROP FUNCTION scorecards_part_sealed();
CREATE FUNCTION scorecards_rating_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE card_state text;
BEGIN
    SELECT state INTO card_state FROM scorecards_scorecard
    WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.scorecard_id ELSE OLD.scorecard_id END FOR SHARE;
    IF card_state IS NULL OR card_state = 'draft' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE'
       AND (NEW.id, NEW.scorecard_id, NEW.item_id, NEW.not_observed, NEW.result_measured)
           = (OLD.id, OLD.scorecard_id, OLD.item_id, OLD.not_observed, OLD.result_measured)
       AND NEW.level IS NOT DISTINCT FROM OLD.level
       AND NEW.evidence IN (OLD.evidence, '') AND NEW.situation IN (OLD.situation, '')
       AND NEW.task IN (OLD.task, '') AND NEW.action IN (OLD.action, '') AND NEW.result IN (OLD.result, '') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the scorecard of this rating is sealed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rating_sealed BEFORE INSERT OR UPDATE OR DELETE ON scorecards_rating
FOR EACH ROW EXECUTE FUNCTION scorecards_rating_sealed();
"""

# While the notes of a card are open its recommendation, and that its ratings are sealed, stand already.
CARD = """
CREATE FUNCTION scorecards_ratings_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.recommendation, NEW.ratings_digest, NEW.ratings_sealed_at, NEW.notes_until, NEW.interviewer_id)
          IS DISTINCT FROM
          (OLD.recommendation, OLD.ratings_digest, OLD.ratings_sealed_at, OLD.notes_until, OLD.interviewer_id) THEN
        RAISE EXCEPTION 'the ratings of scorecard % are sealed', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER scorecard_ratings_stand BEFORE UPDATE OR DELETE ON scorecards_scorecard FOR EACH ROW
WHEN (OLD.state = 'draft' AND OLD.ratings_sealed_at IS NOT NULL) EXECUTE FUNCTION scorecards_ratings_stand();
"""

CARD_BACK = """
DROP TRIGGER scorecard_ratings_stand ON scorecards_scorecard;
DROP FUNCTION scorecards_ratings_stand();
"""

# Append-only but for words and the salt under their digests, which erasing a person empties.
HISTORY = """
CREATE FUNCTION scorecards_history_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE word text;
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - TG_ARGV <> to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    FOREACH word IN ARRAY TG_ARGV LOOP
        IF to_jsonb(NEW) ->> word NOT IN (to_jsonb(OLD) ->> word, '') THEN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER amendment_append_only BEFORE UPDATE OR DELETE ON scorecards_amendment FOR EACH ROW
EXECUTE FUNCTION scorecards_history_kept('evidence', 'words', 'salt');
CREATE TRIGGER recusal_append_only BEFORE UPDATE OR DELETE ON scorecards_recusal FOR EACH ROW
EXECUTE FUNCTION scorecards_history_kept('note');
CREATE TRIGGER amendment_no_truncate BEFORE TRUNCATE ON scorecards_amendment EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER recusal_no_truncate BEFORE TRUNCATE ON scorecards_recusal EXECUTE FUNCTION rubrika_refuse_change();
"""

HISTORY_BACK = """
DROP TRIGGER recusal_no_truncate ON scorecards_recusal;
DROP TRIGGER amendment_no_truncate ON scorecards_amendment;
DROP TRIGGER recusal_append_only ON scorecards_recusal;
DROP TRIGGER amendment_append_only ON scorecards_amendment;
DROP FUNCTION scorecards_history_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0005_what_a_card_holds"), ("accounts", "0002_refuse_change_function")]
    operations = [
        migrations.RunSQL(PART, PART_BACK),
        migrations.RunSQL(CARD, CARD_BACK),
        migrations.RunSQL(HISTORY, HISTORY_BACK),
    ]
