from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("packages", "0002_how_it_was_read")]

    operations = [
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("request", models.CharField(db_index=True, max_length=32)),
                ("number", models.PositiveIntegerField()),
                ("system", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("size", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("key", models.BinaryField(null=True)),
                ("content", models.BinaryField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("how", models.CharField(default="waiting", max_length=12)),
                ("gone_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "answer_copy"},
        ),
    ]
