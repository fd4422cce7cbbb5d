"""The only place that writes to the terminal. What is said is made elsewhere."""

from __future__ import annotations

import io
import shutil
import sys
from typing import TextIO


def say(text: str) -> None:
    """What the command was asked for, on standard output."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """What went wrong or is going on, on standard error, so that output can be piped."""
    _write(sys.stderr, text)


def is_watched() -> bool:
    """Whether somebody sits at a terminal and sees what is going on."""
    return sys.stderr.isatty()


def going_on(text: str) -> None:
    """The same line of the terminal, written over; an empty text takes it away. Nothing where nobody watches."""
    if is_watched():
        width = shutil.get_terminal_size().columns - 1
        print(f"\r\x1b[K{text[:width]}", end="", file=sys.stderr, flush=True)


def _write(stream: TextIO, text: str) -> None:
    if isinstance(stream, io.TextIOWrapper):
        # A terminal that cannot show a letter shows a question mark; it does not stop the command.
        stream.reconfigure(errors="replace")
    print(text, file=stream, flush=True)
