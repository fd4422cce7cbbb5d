"""The rights, by the law's own words."""

from __future__ import annotations

from enum import Enum


class Right(Enum):
    """What a person may ask for. `value` is the word of `rights.offered`, where the declaration has one."""

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    LIFTING = "lifting"
    """The person takes a restriction back, or its reason is gone (Art. 18(3))."""
    OBJECTION = "objection"
    WITHDRAWAL = "withdrawal"
    RECIPIENTS = "recipients"
    """Who was given the data (Art. 15(1)(c), and 19)."""

    @property
    def article(self) -> str:
        return _ARTICLES[self]


_ARTICLES = {
    Right.ACCESS: "15",
    Right.PORTABILITY: "20",
    Right.RECTIFICATION: "16",
    Right.ERASURE: "17",
    Right.RESTRICTION: "18",
    Right.LIFTING: "18(3)",
    Right.OBJECTION: "21",
    Right.WITHDRAWAL: "7(3)",
    Right.RECIPIENTS: "19",
}
