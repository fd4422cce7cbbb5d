"""The database itself refuses to change what is kept of a file. When its time is over, rows may go."""

from django.db import migrations

WHY = "what was given is not changed"
TABLES = ("disclosure_feed", "disclosure_feed_row")

SQLITE = tuple(
    f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
    for table in TABLES
)
SQLITE_UNDO = tuple(f"DROP TRIGGER {table}_no_update" for table in TABLES)
POSTGRESQL = tuple(
    f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse()"""
    for table in TABLES
)
POSTGRESQL_UNDO = tuple(f"DROP TRIGGER {table}_no_update ON {table}" for table in TABLES)
STATEMENTS = {"sqlite": (SQLITE, SQLITE_UNDO), "postgresql": (POSTGRESQL, POSTGRESQL_UNDO)}


def guard(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0003_feeds")]
    operations = [migrations.RunPython(guard, unguard)]
