"""Whether a message may be sent to a person: allow, deny or unknown, with reason, law and receipt.

`rules` has the law, on values alone; `ask` finds these values in rows and facts; `use` asks the grounds; `sharing` is
about giving data to others. Pure: rows, facts, the moment and the key are arguments."""

from __future__ import annotations

from .address import Marker
from .ask import Permission
from .decision import Decision, Decisions, PermissionReceipt
from .message import Message, NotDeclared, Sort, message
from .reasons import May, Reason

__all__ = [
    "Decision",
    "Decisions",
    "Marker",
    "May",
    "Message",
    "NotDeclared",
    "Permission",
    "PermissionReceipt",
    "Reason",
    "Sort",
    "message",
]
