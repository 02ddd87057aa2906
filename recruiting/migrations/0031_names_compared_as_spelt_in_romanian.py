from django.db import migrations

# Keys and anchors are made anew when twins are sought, of rows being imported when they have become people.
MADE_ANEW = """
TRUNCATE recruiting_nameanchor;
UPDATE recruiting_candidate SET name_key = '' WHERE name_key <> '';
UPDATE recruiting_importrow SET name_key = '', anchors = '{}' WHERE name_key <> '';
INSERT INTO recruiting_twinsearch (candidate_id)
SELECT id FROM recruiting_candidate WHERE merged_into_id IS NULL AND erased_at IS NULL ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0030_names_spelt_as_in_romanian")]
    operations = [migrations.RunSQL(MADE_ANEW, MADE_ANEW)]
