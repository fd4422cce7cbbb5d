"""When a row of a file was replaced, so that it goes three years later; and who made a file may be blanked when its time is
over. All else of both is refused by the database, as before."""

from django.db import migrations, models

WHY = "what was given is not changed"
GUARDED = {
    "disclosure_feed": (
        "id", "recipient", "number", "purpose", "ground", "categories", "digest", "is_whole", "listed", "removed", "at",
        "line",
    ),
    "disclosure_feed_row": ("id", "feed_id", "collection", "key", "row_collection", "row_key", "level", "mark"),
}  # fmt: skip
OLD = {
    "sqlite": "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{why}'); END",
    "postgresql": """CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse()""",
}
NEW = {
    vendor: text.replace("BEFORE UPDATE ON", "BEFORE UPDATE OF {columns} ON") for vendor, text in OLD.items()
}
DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS {table}_no_update",
    "postgresql": "DROP TRIGGER IF EXISTS {table}_no_update ON {table}",
}


def _said(words, editor):
    for table, columns in GUARDED.items():
        text = words[editor.connection.vendor]
        editor.execute(text.format(table=table, columns=", ".join(f'"{one}"' for one in columns), why=WHY))


def loosen(apps, editor):
    _said(DROP, editor)


def guard(apps, editor):
    _said(NEW, editor)


def guard_as_before(apps, editor):
    _said(OLD, editor)


def fill(apps, editor):
    """A row was replaced when the next one of its listing was made for the same recipient; one that takes out, at once."""
    rows = apps.get_model("disclosures", "StoredFeedRow").objects.using(editor.connection.alias)
    newer = (
        rows.filter(
            feed__recipient=models.OuterRef("feed__recipient"),
            row_collection=models.OuterRef("row_collection"),
            row_key=models.OuterRef("row_key"),
            pk__gt=models.OuterRef("pk"),
        )
        .order_by("pk")
        .values("feed__at")[:1]
    )
    for one in rows.annotate(next_at=models.Subquery(newer)).select_related("feed").iterator():
        at = one.feed.at if one.level == "secret" else one.next_at
        if at is not None:
            rows.filter(pk=one.pk).update(replaced_at=at)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0004_feeds_append_only")]
    operations = [
        migrations.RunPython(loosen, guard_as_before),
        migrations.AddField("StoredFeedRow", "replaced_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(guard, loosen),
    ]
