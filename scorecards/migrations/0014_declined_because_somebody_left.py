from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0013_short_saves")]
    operations = [
        migrations.AlterField(
            "scorecard",
            "decline_reason",
            models.CharField(
                blank=True,
                choices=[
                    ("did_not_attend", "I was not at the interview"),
                    ("conflict", "Conflict of interest"),
                    ("too_little", "I saw too little to rate anything"),
                    ("left", "No longer here; declined by somebody else"),
                ],
                max_length=16,
            ),
        )
    ]
