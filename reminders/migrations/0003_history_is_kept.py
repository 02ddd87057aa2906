from django.db import migrations

HISTORY = ["rulechange", "snooze", "handoff"]
KEPT = "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON reminders_{table} "
    "FOR EACH ROW EXECUTE FUNCTION rubrika_refuse_change();"
    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON reminders_{table} "
    "EXECUTE FUNCTION rubrika_refuse_change();"
    for table in HISTORY
)
KEPT_BACK = "".join(
    f"DROP TRIGGER {table}_no_truncate ON reminders_{table}; DROP TRIGGER {table}_append_only ON reminders_{table};"
    for table in HISTORY
)


class Migration(migrations.Migration):
    dependencies = [("reminders", "0002_ledger_rules_snoozes"), ("accounts", "0002_refuse_change_function")]
    operations = [migrations.RunSQL(KEPT, KEPT_BACK)]
