"""The database itself refuses to change what was asked for, or a step. When their time is over, rows may go."""

from django.db import migrations

WHY = "a disclosure is not changed: a step is added"
TABLES = ("disclosure", "disclosure_step")

SQLITE = tuple(
    f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
    for table in TABLES
)
SQLITE_UNDO = tuple(f"DROP TRIGGER {table}_no_update" for table in TABLES)
POSTGRESQL = (
    f"""CREATE FUNCTION disclosure_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{WHY}'; END $$""",
    *(
        f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse()"""
        for table in TABLES
    ),
)
POSTGRESQL_UNDO = (
    *(f"DROP TRIGGER {table}_no_update ON {table}" for table in TABLES),
    "DROP FUNCTION disclosure_refuse()",
)
STATEMENTS = {"sqlite": (SQLITE, SQLITE_UNDO), "postgresql": (POSTGRESQL, POSTGRESQL_UNDO)}


def guard(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
