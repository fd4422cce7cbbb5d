from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tokens", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedtoken",
            name="reviewed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
