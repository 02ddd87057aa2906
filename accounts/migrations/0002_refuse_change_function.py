from django.db import migrations

# One function for every append-only table: history is added to, never edited, not even by SQL.
FORWARD = """
CREATE FUNCTION rubrika_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION rubrika_refuse_change()")]
