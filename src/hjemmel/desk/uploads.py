"""Files that were handed over, on disk until they are read to the end: readable by this account alone, under random names.

They lie beside Hjemmel's own database, and not in it, so that no backup of the database holds them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

from hjemmel.engine.vault.masterfile import FOLDER_OWNER_ONLY, OWNER_ONLY

BESIDE = "uploads"


def keep(parts: Iterable[bytes]) -> tuple[str, str]:
    """The name and digest of a new file with this content."""
    name, digest = uuid4().hex, hashlib.sha256()
    folder = _folder()
    folder.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    number = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    with os.fdopen(number, "wb") as file:
        for part in parts:
            digest.update(part)
            file.write(part)
    return name, digest.hexdigest()


def opened(name: str) -> BinaryIO:
    """The file, to be closed by the caller. Raises FileNotFoundError when it has been removed."""
    return (_folder() / name).open("rb")


def remove(name: str) -> None:
    (_folder() / name).unlink(missing_ok=True)


def remove_all_but(names: Collection[str]) -> None:
    """Whatever nobody asks for any more: an import that ended as the machine stopped, an upload that broke off."""
    folder = _folder()
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name not in names:
            file.unlink(missing_ok=True)


def _folder() -> Path:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return Path(database["NAME"]).parent / BESIDE
    return Path("var") / BESIDE
