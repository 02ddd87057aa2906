from django.db import migrations

# A submitted card keeps its levels for good. Texts may only be emptied, which is what erasing a person does;
# the salted digest still proves that nothing was rewritten.
FORWARD = """
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

CREATE FUNCTION scorecards_card_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER scorecard_sealed BEFORE UPDATE OR DELETE ON scorecards_scorecard
FOR EACH ROW EXECUTE FUNCTION scorecards_card_sealed();

CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON scorecards_decision
FOR EACH ROW EXECUTE FUNCTION rubrika_refuse_change();

CREATE TRIGGER rating_no_truncate BEFORE TRUNCATE ON scorecards_rating EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER scorecard_no_truncate BEFORE TRUNCATE ON scorecards_scorecard EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON scorecards_decision EXECUTE FUNCTION rubrika_refuse_change();
"""

BACKWARD = """
DROP TRIGGER decision_no_truncate ON scorecards_decision;
DROP TRIGGER scorecard_no_truncate ON scorecards_scorecard;
DROP TRIGGER rating_no_truncate ON scorecards_rating;
DROP TRIGGER decision_append_only ON scorecards_decision;
DROP TRIGGER scorecard_sealed ON scorecards_scorecard;
DROP FUNCTION scorecards_card_sealed();
DROP TRIGGER rating_sealed ON scorecards_rating;
DROP FUNCTION scorecards_rating_sealed();
"""


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0001_initial"), ("accounts", "0002_refuse_change_function")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
