"""A visit to one's own page can be opened by signing in with a provider."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_visit"),
    ]

    operations = [
        migrations.AddField("signin", "visit", models.CharField(blank=True, default="", max_length=32), False),
        migrations.AlterField("signin", "request", models.CharField(blank=True, db_index=True, max_length=16)),
        migrations.AddField("visit", "provider", models.CharField(blank=True, default="", max_length=60), False),
        migrations.AddField("visit", "known_by", models.CharField(blank=True, default="", max_length=20), False),
        migrations.AddField("visit", "sign", models.BinaryField(null=True)),
    ]
