from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("mailings", "0001_initial")]

    operations = [
        migrations.AddField("storedasking", "address", models.BinaryField(null=True)),
        migrations.AddField(
            "storedasking",
            "letter",
            models.CharField(blank=True, db_index=True, default="not sent", max_length=16),
            preserve_default=False,
        ),
        migrations.AddField("storedasking", "letter_at", models.DateTimeField(null=True)),
    ]
