from django.db import migrations

# A short save of a scorecard: see scorecards/domain/jotting.py. A function, because its plans are kept by the connection:
# planning the same statements anew costs more than running them. It answers NULL and has written nothing when anything
# stands in the way; what that is, is said by the long way.
SHORT_SAVE = """
CREATE FUNCTION scorecards_jot(
    at_interview bigint, of_application bigint, by_person bigint, seen integer, page text, moment timestamptz,
    new_salt text, said_recommendation text, said_summary text, sent jsonb
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    at_stage bigint;
    card bigint;
    told jsonb;
BEGIN
    -- Locks in the house's order; each statement sees what was committed while it waited, so that no close, cancel,
    -- removal or erasure slips in between.
    IF seen = 0 THEN
        PERFORM FROM recruiting_application a WHERE a.id = of_application AND a.state = 'active' FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        SELECT i.stage_id INTO at_stage FROM recruiting_interview i
        WHERE i.id = at_interview AND i.state IN ('planned', 'held') FOR NO KEY UPDATE;
    ELSE
        SELECT i.stage_id INTO at_stage FROM recruiting_interview i
        WHERE i.id = at_interview AND i.state IN ('planned', 'held');
    END IF;
    IF at_stage IS NULL OR NOT EXISTS (
        SELECT FROM recruiting_seat s
        WHERE s.interview_id = at_interview AND s.interviewer_id = by_person AND s.removed_at IS NULL
    ) OR NOT EXISTS (
        SELECT FROM recruiting_attendance t JOIN recruiting_application a ON a.id = t.application_id
        JOIN recruiting_candidate p ON p.id = a.candidate_id
        WHERE t.interview_id = at_interview AND t.application_id = of_application AND t.presence <> 'no_show'
          AND p.erased_at IS NULL
    ) THEN
        RETURN NULL;
    END IF;

    SELECT c.id INTO card FROM scorecards_scorecard c
    WHERE c.interview_id = at_interview AND c.application_id = of_application AND c.interviewer_id = by_person
      AND c.version = seen AND c.state = 'draft' AND c.ratings_sealed_at IS NULL FOR NO KEY UPDATE;
    IF seen <> 0 AND card IS NULL THEN
        RETURN NULL;
    END IF;
    -- A competency outside the plan must be on the card already and not become empty: an empty one falls away.
    IF EXISTS (
        SELECT FROM jsonb_to_recordset(sent) AS row (item bigint, blank boolean)
        WHERE NOT EXISTS (
            SELECT FROM recruiting_stage_covers p WHERE p.stage_id = at_stage AND p.griditem_id = row.item
        ) AND (row.blank OR NOT EXISTS (
            SELECT FROM scorecards_rating r WHERE r.scorecard_id = card AND r.item_id = row.item))
    ) THEN
        RETURN NULL;
    END IF;

    IF card IS NULL THEN
        INSERT INTO scorecards_scorecard (application_id, stage_id, interviewer_id, interview_id, state, version,
            writer, recommendation, summary, independent, decline_reason, decline_note, created_at, saved_at, salt,
            seal, digest, ratings_digest, sealed_by_itself, typist_informed, objection)
        SELECT of_application, at_stage, by_person, at_interview, 'draft', 1,
            page, COALESCE(said_recommendation, ''), COALESCE(said_summary, ''), true, '', '', moment, moment, new_salt,
            '{}', '', '', false, false, ''
        WHERE EXISTS (SELECT FROM recruiting_stage_covers p WHERE p.stage_id = at_stage)
        ON CONFLICT DO NOTHING RETURNING id INTO card;
        IF card IS NULL THEN
            RETURN NULL;
        END IF;
    ELSE
        UPDATE scorecards_scorecard c
        SET version = seen + 1, writer = page, saved_at = moment, summary = COALESCE(said_summary, c.summary),
            recommendation = COALESCE(said_recommendation, c.recommendation)
        WHERE c.id = card;
    END IF;
    IF EXISTS (
        SELECT FROM scorecards_ratingsseen s
        WHERE s.user_id = by_person AND s.application_id = of_application AND s.stage_id = at_stage
    ) THEN
        UPDATE scorecards_scorecard c SET independent = false WHERE c.id = card AND c.independent;
    END IF;

    -- What was not sent stays as it was.
    INSERT INTO scorecards_rating AS r (scorecard_id, item_id, level, not_observed, result_measured,
        evidence, situation, task, action, result, baseline, period, source)
    SELECT card, row.item,
        CASE WHEN row.not_observed IS NULL THEN was.level ELSE row.level END,
        COALESCE(row.not_observed, was.not_observed, false),
        COALESCE(row.result_measured, was.result_measured, false),
        COALESCE(row.evidence, was.evidence, ''), COALESCE(row.situation, was.situation, ''),
        COALESCE(row.task, was.task, ''), COALESCE(row.action, was.action, ''),
        COALESCE(row.result, was.result, ''), COALESCE(row.baseline, was.baseline, ''),
        COALESCE(row.period, was.period, ''), COALESCE(row.source, was.source, '')
    FROM jsonb_to_recordset(sent) AS row (
        item bigint, level smallint, not_observed boolean, result_measured boolean, evidence text, situation text,
        task text, action text, result text, baseline text, period text, source text)
    LEFT JOIN scorecards_rating was ON was.scorecard_id = card AND was.item_id = row.item
    ON CONFLICT (scorecard_id, item_id) DO UPDATE SET
        level = EXCLUDED.level, not_observed = EXCLUDED.not_observed, result_measured = EXCLUDED.result_measured,
        evidence = EXCLUDED.evidence, situation = EXCLUDED.situation, task = EXCLUDED.task, action = EXCLUDED.action,
        result = EXCLUDED.result, baseline = EXCLUDED.baseline, period = EXCLUDED.period, source = EXCLUDED.source;

    -- Counts of the plan, and of each competency that was written what its mark and its gap follow from.
    SELECT jsonb_build_object(
        'version', seen + 1,
        'total', count(*) FILTER (WHERE one.planned),
        'answered', count(*) FILTER (WHERE one.planned AND (r.level IS NOT NULL OR r.not_observed)),
        'rows', jsonb_agg(jsonb_build_array(
            jsonb_build_array(g.id, g.name, g.name_en, g.name_ru, g.name_ro), one.planned,
            jsonb_build_object('level', r.level, 'not_observed', r.not_observed, 'result_measured', r.result_measured,
                'evidence', left(ltrim(r.evidence, E' \\n\\t'), 40), 'situation', left(ltrim(r.situation, E' \\n\\t'), 40),
                'task', left(ltrim(r.task, E' \\n\\t'), 40), 'action', left(ltrim(r.action, E' \\n\\t'), 40),
                'result', left(ltrim(r.result, E' \\n\\t'), 40), 'baseline', left(ltrim(r.baseline, E' \\n\\t'), 40),
                'period', left(ltrim(r.period, E' \\n\\t'), 40), 'source', left(ltrim(r.source, E' \\n\\t'), 40))
        )) FILTER (WHERE g.id IS NOT NULL)
    ) INTO told
    FROM (
        SELECT p.griditem_id AS item, true AS planned FROM recruiting_stage_covers p WHERE p.stage_id = at_stage
        UNION ALL
        SELECT (row ->> 'item')::bigint, false FROM jsonb_array_elements(sent) AS row
        WHERE NOT EXISTS (SELECT FROM recruiting_stage_covers p
                          WHERE p.stage_id = at_stage AND p.griditem_id = (row ->> 'item')::bigint)
    ) one
    LEFT JOIN scorecards_rating r ON r.scorecard_id = card AND r.item_id = one.item
    LEFT JOIN competencies_griditem g
        ON g.id = one.item AND sent @> jsonb_build_array(jsonb_build_object('item', one.item));
    RETURN told;
END $$;
"""
SHORT_SAVE_BACK = "DROP FUNCTION scorecards_jot;"


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0012_debrief_and_feedback")]
    operations = [migrations.RunSQL(SHORT_SAVE, SHORT_SAVE_BACK)]
