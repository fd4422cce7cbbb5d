"""A file of people becomes rows of the register: read, looked at, decided about by a person, taken in batches.

The one door for pages. Nothing is taken before somebody has said what the columns hold and where the file comes from;
nobody who may be in the register already is taken before somebody has said that it is another person."""

from __future__ import annotations

from hjemmel.capabilities.imports.store import FileView, RowKeptOut

from .files import KEPT_FOR, decide, drop, file, files, kept_out, receive, tidy
from .looks import AlikeView, Look, RowView, look, waiting
from .on_disk import NoRegister
from .taking import choose, leave_out_the_rest, take_some

__all__ = [
    "KEPT_FOR",
    "AlikeView",
    "FileView",
    "Look",
    "NoRegister",
    "RowKeptOut",
    "RowView",
    "choose",
    "decide",
    "drop",
    "file",
    "files",
    "kept_out",
    "leave_out_the_rest",
    "look",
    "receive",
    "take_some",
    "tidy",
    "waiting",
]
