"""Moving Hjemmel's own data to another database: from the file that a company begins with to a server, and back if need be.

Nothing is changed where it came from. The key store is a database of its own, and stays where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, router, transaction

from hjemmel.capabilities.keys.router import DATA
from hjemmel.engine.chunks import chunks

THERE: Final = "there"
AT_ONCE: Final = 1_000
"""Rows held in memory at a time."""
LAID_DOWN: Final = (Permission, ContentType)
"""What Django puts in new tables. Accounts refer to these by numbers, so ours take their place."""


class NotMoved(Exception):
    """Why nothing was moved. The other database is as it was, or has empty tables."""


def move(to: Mapping[str, Any], moved: Callable[[int], None] = lambda rows: None) -> dict[str, int]:
    """Copy every row to the database that Django knows by these settings; how many, by table. All of them are there in the
    end, or none is. `moved` is told how many came with each step.

    From a file it is copied as it is at one moment, and whoever would write to it meanwhile waits. A server is to be
    left alone for as long: stop Hjemmel first. Raises NotMoved."""
    with _known(to):
        here, there = (connections[alias].settings_dict for alias in (DATA, THERE))
        if all(here[name] == there[name] for name in ("ENGINE", "NAME", "HOST", "PORT")):
            raise NotMoved("that is the database in use")
        for alias in (DATA, THERE):
            call_command("migrate", database=alias, verbosity=0, interactive=False)
        kept = [
            model
            for model in apps.get_models(include_auto_created=True)
            if router.allow_migrate_model(DATA, model)
        ]
        if any(_rows(model, THERE).exists() for model in kept if model not in LAID_DOWN):
            raise NotMoved("there is something in that database already: it must be new")
        with transaction.atomic(using=DATA), transaction.atomic(using=THERE):
            for model in LAID_DOWN:
                _rows(model, THERE).delete()
            counts = {model._meta.db_table: _copy(model, moved) for model in kept}
            _count_on(kept)
        return counts


def _copy(model: type[models.Model], moved: Callable[[int], None]) -> int:
    count = 0
    for some in chunks(_rows(model, DATA).order_by("pk").iterator(AT_ONCE), AT_ONCE):
        _rows(model, THERE).bulk_create(some)
        count += len(some)
        moved(len(some))
    arrived = _rows(model, THERE).count()
    if arrived != count:
        raise NotMoved(f"{model._meta.db_table}: of {count} rows {arrived} arrived")
    return count


def _rows(model: type[models.Model], where: str) -> models.QuerySet[models.Model]:
    return model._base_manager.using(where)


def _count_on(kept: list[type[models.Model]]) -> None:
    """The next row gets a number that no row has."""
    there = connections[THERE]
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), kept):
            cursor.execute(statement)


@contextmanager
def _known(to: Mapping[str, Any]) -> Iterator[None]:
    """Django knows the other database for as long."""
    connections.settings[THERE] = connections.configure_settings({DATA: dict(to)})[DATA]
    try:
        yield
    finally:
        connections[THERE].close()
        del connections[THERE], connections.settings[THERE]
