"""This machine: its own address, which of its ports are free, and how a process that stays uses its memory."""

from __future__ import annotations

import gc
import socket
from typing import Final

LOOPBACK = "127.0.0.1"

_NEW_AT_ONCE: Final = 10_000
_BETWEEN_GENERATIONS: Final = 20


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def stay() -> None:
    """To be called once by a process that will serve for long, when all that it needs is loaded: what stands there
    then is never searched for garbage again, and what comes is searched more seldom. Reading a hundred thousand rows
    took a third longer without it; what else a process holds is not ours to guess, so nothing less than a whole
    process calls it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_AT_ONCE, _BETWEEN_GENERATIONS, _BETWEEN_GENERATIONS)
