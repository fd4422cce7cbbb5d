"""The database itself refuses to change or remove a ledger line, whoever asks."""

from django.db import migrations

WHY = "the ledger is append-only"

SQLITE = (
    f"""CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
    f"""CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
    f"""CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
        BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
    f"""CREATE TRIGGER ledger_head_only_on BEFORE UPDATE ON ledger_head WHEN NEW.seq <> OLD.seq + 1
        BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
)
SQLITE_UNDO = tuple(
    f"DROP TRIGGER {name}"
    for name in ("ledger_entry_no_update", "ledger_entry_no_delete", "ledger_head_no_delete", "ledger_head_only_on")
)
POSTGRESQL = (
    f"""CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{WHY}'; END $$""",
    """CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_head_stays BEFORE DELETE OR TRUNCATE ON ledger_head
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_head_only_on BEFORE UPDATE ON ledger_head
        FOR EACH ROW WHEN (NEW.seq <> OLD.seq + 1) EXECUTE FUNCTION ledger_refuse()""",
)
POSTGRESQL_UNDO = (
    "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
    "DROP TRIGGER ledger_head_stays ON ledger_head",
    "DROP TRIGGER ledger_head_only_on ON ledger_head",
    "DROP FUNCTION ledger_refuse()",
)
STATEMENTS = {"sqlite": (SQLITE, SQLITE_UNDO), "postgresql": (POSTGRESQL, POSTGRESQL_UNDO)}


def guard(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
