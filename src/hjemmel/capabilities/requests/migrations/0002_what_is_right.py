from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial")]

    operations = [
        migrations.AddField("StoredRequest", name, models.BinaryField(null=True))
        for name in ("corrections", "before", "decision")
    ]
