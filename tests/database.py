"""Our own database for tests: a real SQLite file, migrated once a process and copied for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="hjemmel-test-"))
TEMPLATE = FOLDER / "template.sqlite3"

os.environ["DATABASE_URL"] = f"sqlite:///{TEMPLATE}"
os.environ["SECRET_KEY"] = "only for tests"
os.environ["HJEMMEL_HOSTS"] = "localhost,127.0.0.1,[::1]"
os.environ["HJEMMEL_FILE"] = str(FOLDER / "hjemmel.yaml")
# Playwright keeps an event loop in the test's own thread; our calls there are as sequential as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["HJEMMEL_KEYS"] = str(FOLDER / "keys")

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from hjemmel.desk import ready  # noqa: E402, F401  # isort: split

# Hashing a password is slow by design; no test is about that.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def fresh() -> Iterator[Path]:
    """Point Django at an empty, migrated database of its own, and back afterwards."""
    if not TEMPLATE.exists():
        call_command("migrate", verbosity=0)
        connections["default"].close()
    copy = FOLDER / f"{os.urandom(6).hex()}.sqlite3"
    shutil.copyfile(TEMPLATE, copy)
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = str(copy)
    yield copy
    connection.close()
    connection.settings_dict["NAME"] = str(TEMPLATE)
    for left in FOLDER.glob(f"{copy.name}*"):
        left.unlink()
