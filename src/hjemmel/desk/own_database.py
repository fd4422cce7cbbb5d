"""DATABASE_URL and HJEMMEL_KEYS in Django's words, and back again. To change the engine, change the address; no code knows
which it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.db import connections

BUSY_SECONDS = 20
"""How long a writer waits for another one."""

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"

# The key store is small, and what is deleted there must be gone when the call returns. So no write-ahead log, where old
# pages live on: each commit ends with the journal's file gone. What is deleted is overwritten in the file, and a commit
# is on the disk before anything is sealed with its keys.
KEY_STORE_PRAGMAS = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON;"
KEY_STORE_FILE = "keys.sqlite3"


def key_store(where: str) -> dict[str, Any]:
    """HJEMMEL_KEYS: a folder, or the address of a database of its own."""
    if "://" in where:
        return database(where, KEY_STORE_PRAGMAS)
    return _sqlite(str(Path(where) / KEY_STORE_FILE), KEY_STORE_PRAGMAS)


def database(url: str, pragmas: str = SQLITE_PRAGMAS) -> dict[str, Any]:
    """`sqlite:///relative.sqlite3`, `sqlite:////absolute.sqlite3` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path)[1:], pragmas)
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path)[1:],
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    # The address may hold a password, so it is not repeated here.
    raise ValueError("the address of a database must begin with sqlite:/// or postgresql://")


def _sqlite(name: str, pragmas: str) -> dict[str, Any]:
    # IMMEDIATE: a transaction that will write says so when it begins, and waits its turn there.
    options = {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "CONN_MAX_AGE": 60, "OPTIONS": options}


def address() -> str:
    """Where our own data is, as connectors are told: it is one system among the others for its own declaration, and for a
    company whose register it keeps. It may hold a password."""
    found = connections["default"].settings_dict
    if found["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{Path(found['NAME']).absolute()}"
    who = ":".join(quote(found[name], safe="") for name in ("USER", "PASSWORD") if found[name])
    host = f"[{found['HOST']}]" if ":" in found["HOST"] else quote(found["HOST"], safe="")
    where = ":".join(filter(None, (host, found["PORT"])))
    name = quote(found["NAME"], safe="")
    options = urlencode(found["OPTIONS"], quote_via=quote)
    return f"postgresql://{who}{'@' if who else ''}{where}/{name}{'?' if options else ''}{options}"
