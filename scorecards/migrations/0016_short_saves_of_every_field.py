from importlib import import_module

from django.db import migrations

# A short save takes every field of a card, also words after the ratings are sealed and the group sheet: see
# scorecards/domain/jotting.py. `sent` holds lists: "rows" (competencies, only what changed), "errors", "results" and
# "claims" (each whole, "gone" when nothing is left of it). It answers NULL and has written nothing when anything stands
# in the way.
SHORT_SAVE = """
DROP FUNCTION scorecards_jot(bigint, bigint, bigint, integer, text, timestamptz, text, text, text, jsonb);

CREATE FUNCTION scorecards_jot(
    at_interview bigint, of_application bigint, by_person bigint, seen integer, page text, moment timestamptz,
    new_salt text, said_recommendation text, said_summary text, sent jsonb, with_notes boolean
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    at_stage bigint;
    card bigint;
    stands integer := 0;
    rated boolean := false;
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

    -- The page that saved last only missed the answer when it comes with an older version.
    SELECT c.id, c.version, c.ratings_sealed_at IS NOT NULL INTO card, stands, rated FROM scorecards_scorecard c
    WHERE c.interview_id = at_interview AND c.application_id = of_application AND c.interviewer_id = by_person
      AND c.state = 'draft'
      AND (c.version = seen OR (page <> '' AND c.writer = page AND c.version > seen AND seen >= 0))
      AND (c.ratings_sealed_at IS NULL OR (with_notes AND c.notes_until > moment)) FOR NO KEY UPDATE;
    IF card IS NULL THEN
        IF seen <> 0 THEN
            RETURN NULL;
        END IF;
        stands := 0;
        rated := false;
    END IF;
    -- A competency outside the plan must be one that the vacancy judges by, or be on the card already.
    IF EXISTS (
        SELECT FROM jsonb_to_recordset(sent -> 'rows') AS row (item bigint)
        WHERE NOT EXISTS (
            SELECT FROM recruiting_stage_covers p WHERE p.stage_id = at_stage AND p.griditem_id = row.item
        ) AND NOT EXISTS (
            SELECT FROM scorecards_rating r WHERE r.scorecard_id = card AND r.item_id = row.item
        ) AND NOT EXISTS (
            SELECT FROM recruiting_stage s JOIN recruiting_vacancy v ON v.id = s.vacancy_id
            JOIN recruiting_declaredrule d ON d.vacancy_id = v.id
            JOIN competencies_griditem g ON g.grid_id = v.grid_id AND g.id = row.item
            WHERE s.id = at_stage AND (d.with_supplement OR g.section <> 'supplement'))
    ) THEN
        RETURN NULL;
    END IF;
    -- Once the ratings are sealed only words change, of what is on the card already.
    IF rated AND (said_recommendation IS NOT NULL OR EXISTS (
        SELECT FROM jsonb_array_elements(sent -> 'rows') AS row
        WHERE row ? 'level' OR NOT EXISTS (
            SELECT FROM scorecards_rating r WHERE r.scorecard_id = card AND r.item_id = (row ->> 'item')::bigint)
    ) OR EXISTS (
        SELECT FROM jsonb_array_elements(sent -> 'errors') AS row WHERE NOT EXISTS (
            SELECT FROM scorecards_criticalerror e WHERE e.scorecard_id = card AND e.kind = row ->> 'kind')
    ) OR EXISTS (
        SELECT FROM jsonb_array_elements(sent -> 'results') AS row WHERE NOT EXISTS (
            SELECT FROM scorecards_exerciseresult e
            WHERE e.scorecard_id = card AND e.exercise_id = (row ->> 'exercise')::bigint)
    )) THEN
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
           OR EXISTS (SELECT FROM recruiting_kitexercise k WHERE k.stage_id = at_stage)
        ON CONFLICT DO NOTHING RETURNING id INTO card;
        IF card IS NULL THEN
            RETURN NULL;
        END IF;
    ELSE
        UPDATE scorecards_scorecard c
        SET version = stands + 1, writer = page, saved_at = moment, summary = COALESCE(said_summary, c.summary),
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
    IF rated THEN
        UPDATE scorecards_rating r
        SET result_measured = COALESCE(row.result_measured, r.result_measured),
            evidence = COALESCE(row.evidence, r.evidence), situation = COALESCE(row.situation, r.situation),
            task = COALESCE(row.task, r.task), action = COALESCE(row.action, r.action),
            result = COALESCE(row.result, r.result), baseline = COALESCE(row.baseline, r.baseline),
            period = COALESCE(row.period, r.period), source = COALESCE(row.source, r.source)
        FROM jsonb_to_recordset(sent -> 'rows') AS row (
            item bigint, result_measured boolean, evidence text, situation text, task text, action text, result text,
            baseline text, period text, source text)
        WHERE r.scorecard_id = card AND r.item_id = row.item;
    ELSE
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
        FROM jsonb_to_recordset(sent -> 'rows') AS row (
            item bigint, level smallint, not_observed boolean, result_measured boolean, evidence text, situation text,
            task text, action text, result text, baseline text, period text, source text)
        LEFT JOIN scorecards_rating was ON was.scorecard_id = card AND was.item_id = row.item
        ON CONFLICT (scorecard_id, item_id) DO UPDATE SET
            level = EXCLUDED.level, not_observed = EXCLUDED.not_observed, result_measured = EXCLUDED.result_measured,
            evidence = EXCLUDED.evidence, situation = EXCLUDED.situation, task = EXCLUDED.task,
            action = EXCLUDED.action, result = EXCLUDED.result, baseline = EXCLUDED.baseline,
            period = EXCLUDED.period, source = EXCLUDED.source;
        -- A competency outside the plan falls away when nothing is left of it.
        IF EXISTS (SELECT FROM jsonb_to_recordset(sent -> 'rows') AS row (blank boolean) WHERE row.blank) THEN
            DELETE FROM scorecards_rating r USING jsonb_to_recordset(sent -> 'rows') AS row (item bigint, blank boolean)
            WHERE r.scorecard_id = card AND r.item_id = row.item AND row.blank AND r.level IS NULL
              AND NOT r.not_observed AND NOT r.result_measured
              AND r.evidence || r.situation || r.task || r.action || r.result || r.baseline || r.period || r.source = ''
              AND NOT EXISTS (SELECT FROM recruiting_stage_covers p
                              WHERE p.stage_id = at_stage AND p.griditem_id = row.item);
        END IF;
    END IF;

    IF sent ? 'errors' AND rated THEN
        UPDATE scorecards_criticalerror e SET what = row.what
        FROM jsonb_to_recordset(sent -> 'errors') AS row (kind text, what text)
        WHERE e.scorecard_id = card AND e.kind = row.kind;
    ELSIF sent ? 'errors' THEN
        DELETE FROM scorecards_criticalerror e
        USING jsonb_to_recordset(sent -> 'errors') AS row (kind text, gone boolean)
        WHERE e.scorecard_id = card AND e.kind = row.kind AND row.gone;
        INSERT INTO scorecards_criticalerror (scorecard_id, kind, what)
        SELECT card, row.kind, row.what
        FROM jsonb_to_recordset(sent -> 'errors') AS row (kind text, what text, gone boolean) WHERE NOT row.gone
        ON CONFLICT (scorecard_id, kind) DO UPDATE SET what = EXCLUDED.what;
    END IF;
    IF sent ? 'results' AND rated THEN
        UPDATE scorecards_exerciseresult e SET note = row.note
        FROM jsonb_to_recordset(sent -> 'results') AS row (exercise bigint, note text)
        WHERE e.scorecard_id = card AND e.exercise_id = row.exercise;
    ELSIF sent ? 'results' THEN
        DELETE FROM scorecards_exerciseresult e
        USING jsonb_to_recordset(sent -> 'results') AS row (exercise bigint, gone boolean)
        WHERE e.scorecard_id = card AND e.exercise_id = row.exercise AND row.gone;
        INSERT INTO scorecards_exerciseresult (scorecard_id, exercise_id, score, marks, note)
        SELECT card, row.exercise, row.score, row.marks, row.note
        FROM jsonb_to_recordset(sent -> 'results') AS row (
            exercise bigint, score integer, marks jsonb, note text, gone boolean) WHERE NOT row.gone
        ON CONFLICT (scorecard_id, exercise_id) DO UPDATE SET
            score = EXCLUDED.score, marks = EXCLUDED.marks, note = EXCLUDED.note;
    END IF;
    IF sent ? 'claims' THEN
        DELETE FROM scorecards_claimmark m
        USING jsonb_to_recordset(sent -> 'claims') AS row (claim bigint, gone boolean)
        WHERE m.scorecard_id = card AND m.claim_id = row.claim AND row.gone;
        INSERT INTO scorecards_claimmark (scorecard_id, claim_id, state, evidence)
        SELECT card, row.claim, row.state, row.evidence
        FROM jsonb_to_recordset(sent -> 'claims') AS row (claim bigint, state text, evidence text, gone boolean)
        WHERE NOT row.gone
        ON CONFLICT (scorecard_id, claim_id) DO UPDATE SET state = EXCLUDED.state, evidence = EXCLUDED.evidence;
    END IF;

    -- Counts of the plan, and of each competency that was written what its mark and its gap follow from.
    SELECT jsonb_build_object(
        'version', stands + 1,
        'total', count(*) FILTER (WHERE one.planned),
        'answered', count(*) FILTER (WHERE one.planned AND (r.level IS NOT NULL OR r.not_observed)),
        'rows', jsonb_agg(jsonb_build_array(
            jsonb_build_array(g.id, g.name, g.name_en, g.name_ru, g.name_ro), one.planned,
            jsonb_build_object('level', r.level, 'not_observed', COALESCE(r.not_observed, false),
                'result_measured', COALESCE(r.result_measured, false),
                'evidence', left(ltrim(COALESCE(r.evidence, ''), E' \\n\\t'), 40),
                'situation', left(ltrim(COALESCE(r.situation, ''), E' \\n\\t'), 40),
                'task', left(ltrim(COALESCE(r.task, ''), E' \\n\\t'), 40),
                'action', left(ltrim(COALESCE(r.action, ''), E' \\n\\t'), 40),
                'result', left(ltrim(COALESCE(r.result, ''), E' \\n\\t'), 40),
                'baseline', left(ltrim(COALESCE(r.baseline, ''), E' \\n\\t'), 40),
                'period', left(ltrim(COALESCE(r.period, ''), E' \\n\\t'), 40),
                'source', left(ltrim(COALESCE(r.source, ''), E' \\n\\t'), 40))
        )) FILTER (WHERE g.id IS NOT NULL)
    ) INTO told
    FROM (
        SELECT p.griditem_id AS item, true AS planned FROM recruiting_stage_covers p WHERE p.stage_id = at_stage
        UNION ALL
        SELECT (row ->> 'item')::bigint, false FROM jsonb_array_elements(sent -> 'rows') AS row
        WHERE NOT EXISTS (SELECT FROM recruiting_stage_covers p
                          WHERE p.stage_id = at_stage AND p.griditem_id = (row ->> 'item')::bigint)
    ) one
    LEFT JOIN scorecards_rating r ON r.scorecard_id = card AND r.item_id = one.item
    LEFT JOIN competencies_griditem g
        ON g.id = one.item AND sent -> 'rows' @> jsonb_build_array(jsonb_build_object('item', one.item));
    RETURN told;
END $$;

-- Each column of a group sheet as its own card; the answer holds each told answer by its application, null for a column
-- that has to go the long way. Applications are locked before the meeting, as everywhere.
CREATE FUNCTION scorecards_jot_sheet(
    at_interview bigint, by_person bigint, page text, moment timestamptz, columns jsonb
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    one record;
    told jsonb := '{}';
BEGIN
    PERFORM FROM recruiting_application a
    WHERE a.id IN (SELECT row.application
                   FROM jsonb_to_recordset(columns) AS row (application bigint, seen integer) WHERE row.seen = 0)
    ORDER BY a.id FOR NO KEY UPDATE;
    FOR one IN SELECT * FROM jsonb_to_recordset(columns) AS row (
        application bigint, seen integer, salt text, sent jsonb) ORDER BY row.application
    LOOP
        told := told || jsonb_build_object(one.application, scorecards_jot(
            at_interview, one.application, by_person, one.seen, page, moment, one.salt, NULL, NULL, one.sent, false));
    END LOOP;
    RETURN told;
END $$;
"""
SHORT_SAVE_BACK = (
    "DROP FUNCTION scorecards_jot_sheet;\nDROP FUNCTION scorecards_jot;\n"
    + import_module("scorecards.migrations.0013_short_saves").SHORT_SAVE
)


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0015_cards_and_topics_that_are_waited_for")]
    operations = [migrations.RunSQL(SHORT_SAVE, SHORT_SAVE_BACK)]
