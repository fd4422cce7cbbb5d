"""A file of people becomes rows of the register: read, looked at, decided about by a person, taken in batches.

The one door for pages. Nothing is taken before somebody has said what the columns hold and where the file comes from;
nobody who may be in the register already is taken before somebody has said that it is another person."""

from __future__ import annotations

from hjemmel.capabilities.imports.store import FileView

from .files import KEPT_FOR, decide, drop, file, files, receive, tidy
from .looks import Look, RowView, look, waiting
from .on_disk import NoRegister
from .taking import choose, leave_out_the_rest, take_some

__all__ = [
    "KEPT_FOR",
    "FileView",
    "Look",
    "NoRegister",
    "RowView",
    "choose",
    "decide",
    "drop",
    "file",
    "files",
    "leave_out_the_rest",
    "look",
    "receive",
    "take_some",
    "tidy",
    "waiting",
]
