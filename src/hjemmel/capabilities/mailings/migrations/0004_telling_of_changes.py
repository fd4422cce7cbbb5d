from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("mailings", "0003_notices_by_mail")]

    operations = [
        migrations.CreateModel(
            "StoredChangeRun",
            fields=[
                ("version", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
                ("concerned", models.PositiveIntegerField(default=0)),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("by_letter", models.PositiveIntegerField(default=0)),
                ("complete_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "change_run"},
        ),
        migrations.CreateModel(
            "StoredChangeNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("collection", models.CharField(max_length=130)),
                ("key", models.TextField()),
                ("mark", models.CharField(blank=True, max_length=80)),
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
            options={"db_table": "change_notice"},
        ),
        migrations.AddConstraint(
            "StoredChangeNotice",
            models.UniqueConstraint(
                fields=["version", "mark"], condition=~models.Q(mark=""), name="change_address_once"
            ),
        ),
        migrations.AddConstraint(
            "StoredChangeNotice",
            models.UniqueConstraint(
                fields=["version", "collection", "key"], condition=models.Q(mark=""), name="change_letter_once"
            ),
        ),
    ]
