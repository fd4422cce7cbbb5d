"""When a fact was replaced, for those replaced before as the ledger tells it."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations, models


def from_the_ledger(apps: Any, schema_editor: Any) -> None:
    here = schema_editor.connection.alias
    entries = apps.get_model("ledger", "LedgerEntry").objects.using(here)
    for fact in apps.get_model("facts", "StoredFact").objects.using(here).filter(replaced_by_line__isnull=False):
        at = entries.values_list("at", flat=True).get(pk=fact.replaced_by_line)
        fact.replaced_at = datetime.fromisoformat(at).replace(tzinfo=UTC)
        fact.save(update_fields=["replaced_at"])


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial"), ("ledger", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="storedfact", name="replaced_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunPython(from_the_ledger, migrations.RunPython.noop),
    ]
