"""What somebody decided who read a row in which others may be named (Art. 15(4)): it is given, given with something blacked
out, or kept back. It holds for the text that was read: of another text nothing is decided."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ..grounds.rows import Row
from ..same import as_text

BLACK = "█████"
"""As long whatever it covers: its length tells nothing."""


class How(Enum):
    GIVEN = "given"
    BLACKED = "blacked"
    KEPT_BACK = "kept_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead:
    """One text as it was read, known by its digest, and what is given in its place; None: the text itself."""

    digest: str
    given: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Of one row. Without texts, whatever stands there is given."""

    how: How
    texts: Mapping[str, TextRead] = field(default_factory=dict)
    """By column."""

    def given(self, row: Row, columns: Iterable[str]) -> Row | None:
        """The row as the person gets it; None if one of these columns holds another text now than was read."""
        if not self.texts:
            return row
        changed = dict(row)
        for column in columns:
            text = as_text(row[column])
            if text is None:
                continue
            read = self.texts.get(column)
            if read is None or read.digest != digest_of(text):
                return None
            changed[column] = text if read.given is None else read.given
        return changed


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def blacked(text: str, words: Iterable[str]) -> str:
    """The text with these words covered wherever they stand, in capitals or not."""
    wanted = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    if not wanted:
        return text
    return re.sub("|".join(map(re.escape, wanted)), BLACK, text, flags=re.IGNORECASE)
