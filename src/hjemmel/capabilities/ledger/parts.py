"""A part of the ledger verified by itself: the rows are read by hand, and a second part in a process of its own.

The process gets a connection's settings and what is known of its part over a pipe, and answers over another. It starts none
of the application."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import django
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from hjemmel.core.ledger.chain import BrokenAt, Buffer, Entry, Head, Line, Start, Verified, verify

ENTRIES, NODES = "ledger_entry", "ledger_node"
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """The lines after `start` to `head`, and the roots that were signed."""

    head: Head
    signed: Mapping[int, bytes]
    start: Start | None = None


def check_part(connection: BaseDatabaseWrapper, part: Part) -> Verified | BrokenAt:
    """Whether the part is whole, in itself and as what was signed."""
    first, last = part.start.seq if part.start else 0, part.head.seq
    asked = f"SELECT place, digest FROM {NODES} WHERE place >= %s AND place < %s ORDER BY place"
    nodes = _rows(connection, asked, _nodes_before(first), _nodes_before(last))
    return verify(
        stored_lines(connection, first, last),
        part.head,
        signed=part.signed,
        nodes=cast(Iterator[tuple[int, Buffer]], nodes),
        start=part.start,
    )


def stored_lines(connection: BaseDatabaseWrapper, after: int, last: int) -> Iterator[Line]:
    """The lines after that one, to line `last`; a few at a time."""
    asked = f"SELECT {', '.join(Entry._fields)} FROM {ENTRIES} WHERE seq > %s AND seq <= %s ORDER BY seq"
    return cast(Iterator[Line], _rows(connection, asked, after, last))


def begin(connection: BaseDatabaseWrapper, part: Part) -> Callable[[], Verified | BrokenAt]:
    """Let another process check the part; what it found is had by calling what is returned."""
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=paths
    )

    def ended() -> Verified | BrokenAt:
        found, _ = process.communicate()
        if process.returncode:
            # Out of memory, or killed: then it is done here, and takes longer.
            return check_part(connection, part)
        return cast(Verified | BrokenAt, pickle.loads(found))

    assert process.stdin is not None
    pickle.dump((connection.settings_dict, part), process.stdin)
    process.stdin.flush()
    return ended


def _nodes_before(size: int) -> int:
    """How many nodes a tree of so many lines has, its leaves counted: the places of all that come later are higher."""
    return 2 * size - size.bit_count()


def _rows(connection: BaseDatabaseWrapper, asked: str, *given: object) -> Iterator[tuple[Any, ...]]:
    """By hand, for a million are read at a time: a few thousand rows are in memory at once."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(asked, given)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def _alone() -> None:
    connected_by, part = pickle.load(sys.stdin.buffer)
    settings.configure(USE_TZ=True)
    django.setup()
    connection = load_backend(connected_by["ENGINE"]).DatabaseWrapper(connected_by)
    pickle.dump(check_part(connection, part), sys.stdout.buffer)


if __name__ == "__main__":
    _alone()
