"""Our own database for tests: a real SQLite file, migrated once a process and copied for each test.

What many tests begin with is done once a process too, and put back for the rest."""

import os
import shutil
import tempfile
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

FOLDER = Path(tempfile.mkdtemp(prefix="hjemmel-test-"))
TEMPLATE = FOLDER / "template.sqlite3"
KEY_STORE = FOLDER / "keys" / "template.sqlite3"
# Where Django points between tests. A server's thread that outlives its test may write there, and no other test sees it.
BETWEEN = {"default": FOLDER / "between.sqlite3", "keys": FOLDER / "keys" / "keys.sqlite3"}

os.environ["DATABASE_URL"] = f"sqlite:///{BETWEEN['default']}"
os.environ["SECRET_KEY"] = "only for tests"
os.environ["HJEMMEL_HOSTS"] = "localhost,127.0.0.1,[::1]"
os.environ["HJEMMEL_FILE"] = str(FOLDER / "hjemmel.yaml")
# Playwright keeps an event loop in the test's own thread; our calls there are as sequential as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["HJEMMEL_KEYS"] = str(KEY_STORE.parent)
os.environ["HJEMMEL_MASTER_KEY_FILE"] = str(FOLDER / "master.keys")
os.environ.pop("HJEMMEL_MASTER_KEY", None)

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from hjemmel.desk import ready  # noqa: E402, F401

# isort: split
from hjemmel.desk import web_log  # noqa: E402
from hjemmel.desk.keys import make_store  # noqa: E402
from hjemmel.web import kept_pages  # noqa: E402

# Hashing a password is slow by design; no test is about that.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def fresh() -> Iterator[Path]:
    """Point Django at empty, migrated databases of its own, data and key store, and back afterwards."""
    make_templates()
    kept_pages.begin_anew()
    web_log.begin_anew()
    name = os.urandom(6).hex()
    with (
        used("keys", KEY_STORE, KEY_STORE.with_name(f"{name}.sqlite3")),
        used("default", TEMPLATE, FOLDER / f"{name}.sqlite3") as copy,
    ):
        yield copy


T = TypeVar("T")
AFTER: dict[Hashable, tuple[Path, Any]] = {}


def once(what: Hashable, do: Callable[[], T], *files: Path) -> T:
    """Do this; from the second time on put both databases, and these files, as they were after the first. It takes time,
    and is the same each time: whatever it rests on stands in `what`, or is the same for the whole process."""
    places = [*(Path(connections[alias].settings_dict["NAME"]) for alias in connections), *files]
    if what in AFTER:
        kept, answer = AFTER[what]
        connections.close_all()
        for number, place in enumerate(places):
            shutil.copyfile(kept / str(number), place)
        return cast(T, answer)
    answer, kept = do(), Path(tempfile.mkdtemp(dir=FOLDER))
    connections.close_all()
    for number, place in enumerate(places):
        shutil.copyfile(place, kept / str(number))
    AFTER[what] = (kept, answer)
    return answer


def make_templates() -> None:
    """Both databases empty and migrated, once a process."""
    if not TEMPLATE.exists():
        make_store()
        call_command("migrate", verbosity=0)
        connections.close_all()
        shutil.copyfile(BETWEEN["default"], TEMPLATE)
        shutil.copyfile(BETWEEN["keys"], KEY_STORE)


@contextmanager
def used(alias: str, template: Path, copy: Path) -> Iterator[Path]:
    """A copy of one database in place of it."""
    shutil.copyfile(template, copy)
    connection = connections[alias]
    connection.close()
    connection.settings_dict["NAME"] = str(copy)
    yield copy
    connection.close()
    connection.settings_dict["NAME"] = str(BETWEEN[alias])
    for left in copy.parent.glob(f"{copy.name}*"):
        left.unlink()
