"""A version applies from a moment of its own. Those that were published before applied from when they were published."""

from typing import Any

from django.db import migrations, models


def at_once(apps: Any, editor: Any) -> None:
    versions = apps.get_model("declarations", "PublishedVersion").objects.using(editor.connection.alias)
    versions.update(applies_at=models.F("published_at"))


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_initial")]

    operations = [
        migrations.AddField("PublishedVersion", "applies_at", models.DateTimeField(null=True)),
        migrations.RunPython(at_once, migrations.RunPython.noop),
        migrations.AlterField("PublishedVersion", "applies_at", models.DateTimeField()),
    ]
