"""Another master key: every key is unwrapped with the old one and wrapped under the current one, a batch at a time.

The subjects' keys stay what they are, so no value is touched. Each batch is whole in itself: killed anywhere, run it
again, and it takes what is left."""

from __future__ import annotations

from collections.abc import Callable

from ..ports import KeyStore
from .faults import MasterKeyMissing
from .masters import Masters

BATCH = 1_000


def is_rotated(store: KeyStore, masters: Masters) -> bool:
    """Whether everything is wrapped under the current master key."""
    current = masters.current
    return current is not None and set(store.masters()) <= {current.name}


def rotate(store: KeyStore, masters: Masters, told: Callable[[int], None] = lambda _: None) -> int:
    """Wrap everything under the current master key; returns how many keys that were.

    `told` hears after each batch how many are done. Raises MasterKeyMissing before anything is changed."""
    current = masters.current
    missing = [name for name in store.masters() if name not in masters.names]
    if current is None or missing:
        raise MasterKeyMissing(missing, masters.where)
    done = 0
    for old in store.masters():
        while old != current.name and (keys := store.under(old, BATCH)):
            store.rewrap([(key, current.wrap(masters.unwrap(key))) for key in keys])
            done += len(keys)
            told(done)
    return done
