from django.db import migrations

APPEND_ONLY = ["factchange", "ownerchange", "pipelinechange", "stagecheck"]
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

# Of a cost only its taking out may be written, once.
COST = """
CREATE FUNCTION recruiting_cost_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.taken_out_at IS NULL
       AND (to_jsonb(NEW) - 'taken_out_at' - 'taken_out_by_id') = (to_jsonb(OLD) - 'taken_out_at' - 'taken_out_by_id')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a cost can only be taken out' USING ERRCODE = 'check_violation', CONSTRAINT = 'cost_stays';
END $$;
CREATE TRIGGER cost_stays BEFORE UPDATE OR DELETE ON recruiting_cost
FOR EACH ROW EXECUTE FUNCTION recruiting_cost_stays();
CREATE TRIGGER cost_no_truncate BEFORE TRUNCATE ON recruiting_cost EXECUTE FUNCTION rubrika_refuse_change();
"""
COST_BACK = """
DROP TRIGGER cost_no_truncate ON recruiting_cost;
DROP TRIGGER cost_stays ON recruiting_cost;
DROP FUNCTION recruiting_cost_stays();
"""

ANSWERED = """
CREATE OR REPLACE FUNCTION recruiting_closed_is_answered(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM recruiting_application
        WHERE id = wanted AND state <> 'active' AND btrim(no_letter_reason) = ''
          AND NOT EXISTS (
            SELECT 1 FROM recruiting_letter AS letter {join} WHERE letter.application_id = wanted AND letter.closing{sent}
          )
    ) THEN
        RAISE EXCEPTION 'application % is closed without a letter or a reason why none is owed', wanted
        USING ERRCODE = 'check_violation', CONSTRAINT = 'application_closed_is_answered';
    END IF;
END $$;
"""
NOW = ANSWERED.replace("{join}", "JOIN outbox_outboundmessage AS message ON message.id = letter.message_id").replace(
    "{sent}", " AND message.state <> 'cancelled'"
)
BEFORE = ANSWERED.replace("{join}", "").replace("{sent}", "")

# Whoever added a candidate answers for the application until somebody else is named.
OWNERS = """
UPDATE recruiting_application SET owner_id = (
    SELECT by_id FROM recruiting_stagemove WHERE application_id = recruiting_application.id ORDER BY at, id LIMIT 1
) WHERE owner_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0016_facts_owners_and_acts"), ("outbox", "0001_initial")]
    operations = [
        migrations.RunSQL(HISTORY, HISTORY_BACK),
        migrations.RunSQL(COST, COST_BACK),
        migrations.RunSQL(NOW, BEFORE),
        migrations.RunSQL(OWNERS, migrations.RunSQL.noop),
    ]
