"""What the statement's page was seen to show of a change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0002_applies_at")]

    operations = [
        migrations.CreateModel(
            name="ChangeLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_index=True)),
                ("at", models.DateTimeField()),
                ("seen", models.CharField(max_length=16)),
            ],
            options={"db_table": "declaration_change_look"},
        ),
    ]
