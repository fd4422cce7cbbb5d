"""Logs as they lie on a disk: whether a line of them holds certain signs. Lines are read, and nothing of them is kept."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, cast

from hjemmel.connectors.protocol import Unreachable

PLACE: Final = "log"
CHUNK: Final = 1 << 20


def holds(where: str, signs: Sequence[bytes]) -> bool:
    """Any of these signs, in small or large letters, stands in the log: a file, or a folder of files, packed by gzip or
    not. Raises Unreachable if it cannot be read, or there is nothing in it: then it is not where the log is written."""
    size, lowered = 0, [one.lower() for one in signs]
    for file in _files(Path(where)):
        try:
            with _opened(file) as log:
                for part in _parts(log, max(map(len, signs))):
                    size += len(part)
                    if any(sign in part.lower() for sign in lowered):
                        return True
        except (OSError, EOFError):
            raise Unreachable(PLACE, "a log cannot be read", "let Hjemmel read it") from None
    if not size:
        raise Unreachable(PLACE, "there is no log here", "check where it is written")
    return False


def _files(where: Path) -> list[Path]:
    return sorted(one for one in where.rglob("*") if one.is_file()) if where.is_dir() else [where]


def _opened(file: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(file, "rb")) if file.suffix == ".gz" else file.open("rb")


def _parts(log: BinaryIO, longest: int) -> Iterator[bytes]:
    """The log in pieces that overlap, so that nothing is cut in two."""
    before = b""
    while part := log.read(CHUNK):
        yield before + part
        before = part[-longest:]
