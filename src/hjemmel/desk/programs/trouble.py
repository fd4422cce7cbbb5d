"""How the desk says no to a program. Each says why in both languages, and repeats nothing that was sent."""

from __future__ import annotations

from collections.abc import Iterable

from hjemmel.core.declaration.parts import Text


class NotThere(LookupError):
    """Nothing has this reference, or nothing that the program may see. Which, is not told."""


class NotAccepted(ValueError):
    """What was sent can be read, and cannot be done. `reasons` says all that is wrong."""

    def __init__(self, reasons: Iterable[Text]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(reason.en for reason in self.reasons))


class Changed(RuntimeError):
    """The row is not as it was when the program read it."""


class AlreadyDone(NotAccepted):
    """It has been done before, and stands."""
