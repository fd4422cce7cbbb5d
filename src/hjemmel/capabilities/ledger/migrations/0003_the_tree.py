"""The tree over the lines, also over those that are there already; and its signed heads."""

from django.db import migrations, models

from hjemmel.core.ledger.tree import Growing

WHY = "the ledger is append-only"
TABLES = ("ledger_node", "ledger_signed")
CHUNK = 1000


def guards(vendor):
    for table in TABLES:
        if vendor == "sqlite":
            for deed in ("UPDATE", "DELETE"):
                yield f"""CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}
                    BEGIN SELECT RAISE(ABORT, '{WHY}'); END"""
        else:
            yield f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"""


def head_goes_on(vendor, condition):
    """The head may go on by several lines at a time, for a batch is one commit."""
    if vendor == "sqlite":
        yield "DROP TRIGGER ledger_head_only_on"
        yield f"""CREATE TRIGGER ledger_head_only_on BEFORE UPDATE ON ledger_head WHEN {condition}
            BEGIN SELECT RAISE(ABORT, '{WHY}'); END"""
    else:
        yield "DROP TRIGGER ledger_head_only_on ON ledger_head"
        yield f"""CREATE TRIGGER ledger_head_only_on BEFORE UPDATE ON ledger_head
            FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION ledger_refuse()"""


def lines_stay(vendor):
    """Again on SQLite, for a change of a table makes it anew there, without its triggers."""
    if vendor == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            yield f"DROP TRIGGER IF EXISTS ledger_entry_no_{deed.lower()}"
            yield f"""CREATE TRIGGER ledger_entry_no_{deed.lower()} BEFORE {deed} ON ledger_entry
                BEGIN SELECT RAISE(ABORT, '{WHY}'); END"""


def keep_lines(apps, schema_editor):
    for statement in lines_stay(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def grow(apps, schema_editor):
    here = schema_editor.connection.alias
    entries = apps.get_model("ledger", "LedgerEntry").objects.using(here).order_by("seq")
    nodes = apps.get_model("ledger", "LedgerNode")
    tree, waiting = Growing(), []
    for digest in entries.values_list("digest", flat=True).iterator(chunk_size=CHUNK):
        leaf, made = tree.add(bytes.fromhex(digest))
        waiting += [nodes(place=leaf + up, digest=made[up]) for up in range(1, len(made))]
        if len(waiting) >= CHUNK:
            nodes.objects.using(here).bulk_create(waiting)
            waiting = []
    nodes.objects.using(here).bulk_create(waiting)


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*guards(vendor), *head_goes_on(vendor, "NEW.seq <= OLD.seq")):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in head_goes_on(vendor, "NEW.seq <> OLD.seq + 1"):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [
        # Undone in reverse, so that the triggers are there again when the table has been made anew either way.
        migrations.RunPython(migrations.RunPython.noop, keep_lines),
        migrations.AlterField("ledgerentry", "prev", models.CharField(max_length=64)),
        migrations.AlterField("ledgerentry", "digest", models.CharField(max_length=64)),
        migrations.RunPython(keep_lines, migrations.RunPython.noop),
        migrations.CreateModel(
            name="LedgerNode",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32)),
            ],
            options={"db_table": "ledger_node"},
        ),
        migrations.CreateModel(
            name="SignedHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
            ],
            options={"db_table": "ledger_signed"},
        ),
        migrations.RunPython(grow, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
