from django.db import migrations, models

FIRST_LINE = "UPDATE recruiting_candidateimport SET headings_at = has_header::integer"
ANY_LINE = "UPDATE recruiting_candidateimport SET has_header = headings_at > 0"


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0031_names_compared_as_spelt_in_romanian")]
    operations = [
        migrations.AddField(
            model_name="candidateimport",
            name="headings_at",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RunSQL(FIRST_LINE, ANY_LINE),
        migrations.RemoveField(model_name="candidateimport", name="has_header"),
    ]
