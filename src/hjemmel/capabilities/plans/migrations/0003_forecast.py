"""What will go month by month is counted at night and kept, so that its page need not count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_receipts_of_what_is_left")]

    operations = [
        migrations.CreateModel(
            name="StoredForecast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("body", models.TextField()),
                ("line", models.BigIntegerField()),
            ],
            options={"db_table": "forecast"},
        ),
    ]
