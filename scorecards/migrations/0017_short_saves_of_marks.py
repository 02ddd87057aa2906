from django.db import migrations

# The short save of marks on the kit's questions: see scorecards/domain/jotting_marks.py. It answers NULL and has written
# nothing when anything stands in the way, otherwise the revision of each question that was sent.
SHORT_MARKS = """
CREATE FUNCTION scorecards_jot_marks(
    at_interview bigint, of_application bigint, by_person bigint, page text, moment timestamptz, new_salt text, sent jsonb
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    at_stage bigint;
    goes_on boolean;
    card bigint;
    card_state text;
    rated timestamptz;
BEGIN
    -- Locks in the house's order, as in scorecards_jot.
    SELECT a.state = 'active' INTO goes_on FROM recruiting_application a WHERE a.id = of_application FOR NO KEY UPDATE;
    SELECT i.stage_id INTO at_stage FROM recruiting_interview i
    WHERE i.id = at_interview AND i.state IN ('planned', 'held') FOR NO KEY UPDATE;
    IF at_stage IS NULL OR NOT EXISTS (
        SELECT FROM recruiting_seat s
        WHERE s.interview_id = at_interview AND s.interviewer_id = by_person AND s.removed_at IS NULL
    ) OR NOT EXISTS (
        SELECT FROM recruiting_attendance t JOIN recruiting_application a ON a.id = t.application_id
        JOIN recruiting_candidate p ON p.id = a.candidate_id
        WHERE t.interview_id = at_interview AND t.application_id = of_application AND t.presence <> 'no_show'
          AND p.erased_at IS NULL
    ) OR EXISTS (
        SELECT FROM jsonb_to_recordset(sent) AS row (question bigint) WHERE NOT EXISTS (
            SELECT FROM recruiting_kitquestion k WHERE k.id = row.question AND k.stage_id = at_stage)
    ) THEN
        RETURN NULL;
    END IF;
    SELECT c.id, c.state, c.ratings_sealed_at INTO card, card_state, rated FROM scorecards_scorecard c
    WHERE c.interview_id = at_interview AND c.application_id = of_application AND c.interviewer_id = by_person
      AND c.state <> 'void' FOR NO KEY UPDATE;
    IF (card IS NULL AND NOT goes_on) OR card_state <> 'draft' OR rated IS NOT NULL THEN
        RETURN NULL;
    END IF;
    -- Marked otherwise elsewhere since the page was shown: a clash, unless the page only missed an answer.
    IF EXISTS (
        SELECT FROM jsonb_to_recordset(sent) AS row (question bigint, mark text, replacement text, revision integer)
        LEFT JOIN scorecards_questionmark m ON m.scorecard_id = card AND m.question_id = row.question
        WHERE (COALESCE(m.mark, ''), COALESCE(m.replacement, '')) <> (row.mark, row.replacement)
          AND COALESCE(m.revision, 0) <> row.revision AND (page = '' OR COALESCE(m.writer, '') <> page)
    ) THEN
        RETURN NULL;
    END IF;
    IF card IS NULL THEN
        INSERT INTO scorecards_scorecard (application_id, stage_id, interviewer_id, interview_id, state, version,
            writer, recommendation, summary, independent, decline_reason, decline_note, created_at, saved_at, salt,
            seal, digest, ratings_digest, sealed_by_itself, typist_informed, objection)
        VALUES (of_application, at_stage, by_person, at_interview, 'draft', 0, '', '', '', true, '', '', moment, moment,
            new_salt, '{}', '', '', false, false, '')
        ON CONFLICT DO NOTHING RETURNING id INTO card;
        IF card IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO scorecards_questionmark AS m (scorecard_id, question_id, mark, replacement, revision, writer)
    SELECT card, row.question, row.mark, row.replacement, COALESCE(was.revision, 0) + 1, page
    FROM jsonb_to_recordset(sent) AS row (question bigint, mark text, replacement text)
    LEFT JOIN scorecards_questionmark was ON was.scorecard_id = card AND was.question_id = row.question
    WHERE (COALESCE(was.mark, ''), COALESCE(was.replacement, '')) <> (row.mark, row.replacement)
    ON CONFLICT (scorecard_id, question_id) DO UPDATE SET
        mark = EXCLUDED.mark, replacement = EXCLUDED.replacement, revision = EXCLUDED.revision, writer = EXCLUDED.writer;
    RETURN (
        SELECT jsonb_object_agg(row.question, COALESCE(m.revision, 0))
        FROM jsonb_to_recordset(sent) AS row (question bigint)
        LEFT JOIN scorecards_questionmark m ON m.scorecard_id = card AND m.question_id = row.question
    );
END $$;
"""
SHORT_MARKS_BACK = "DROP FUNCTION scorecards_jot_marks;"


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0016_short_saves_of_every_field")]
    operations = [migrations.RunSQL(SHORT_MARKS, SHORT_MARKS_BACK)]
