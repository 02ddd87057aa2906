from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0032_titles_above_headings")]

    operations = [migrations.AddField("seat", "confirmed_at", models.DateTimeField(null=True, blank=True))]
