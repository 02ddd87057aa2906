from django.db import migrations

# The shape Django's database cache expects. Rate limits live here, so that a broker that is down locks nobody out.
FORWARD = """
CREATE TABLE rubrika_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX rubrika_cache_expires ON rubrika_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_refuse_change_function")]
    operations = [migrations.RunSQL(FORWARD, "DROP TABLE rubrika_cache")]
