from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("mailings", "0002_asking_by_letter")]

    operations = [
        migrations.CreateModel(
            "StoredNotice",
            fields=[
                ("person", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=80)),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("receipt", models.CharField(max_length=64)),
                ("begun_at", models.DateTimeField(db_index=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=16)),
                ("code", models.PositiveSmallIntegerField(default=0)),
                ("status", models.CharField(blank=True, max_length=11)),
                ("bounced_at", models.DateTimeField(null=True)),
                ("bounce", models.CharField(blank=True, max_length=11)),
                ("line", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "mailing_notice"},
        ),
    ]
