from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("packages", "0001_initial")]

    operations = [
        migrations.AddField("Release", "how", models.CharField(max_length=12, default="given")),
        migrations.AddField("Release", "texts", models.BinaryField(null=True)),
    ]
