"""Reading what came of trials, and looking for certain signs in every table there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import connections

from hjemmel.capabilities.tell_a_friend.models import StoredFriendTrial
from hjemmel.core.website.tell_a_friend import FriendTrial

AT_A_TIME: Final = 500


def trials() -> tuple[FriendTrial, ...]:
    """Every trial, the oldest first."""
    rows = StoredFriendTrial.objects.order_by("sent_at").values_list(
        "sent_at", "sought_at", "found_in", "unread"
    )
    return tuple(
        FriendTrial(
            sent_at=sent, sought_at=sought, found_in=tuple(found.split()), unread=tuple(unread.split())
        )
        for sent, sought, found, unread in rows
    )


def is_in_tables(signs: Sequence[bytes]) -> bool:
    """Any of these signs stands in any value of any table of ours, the key store's too."""
    lowered = [one.lower() for one in signs]
    return any(any(sign in value for sign in lowered) for value in _values())


def _values() -> Iterator[bytes]:
    for connection in connections.all():
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                while rows := cursor.fetchmany(AT_A_TIME):
                    yield b"\0".join(_bytes(value) for row in rows for value in row)


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.lower().encode()
    return bytes(value).lower() if isinstance(value, (bytes, memoryview)) else b""
