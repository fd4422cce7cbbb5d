"""A file as one row, whatever is in it: its name, the day in its name, when it was last changed, its size."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

WHOLE: Final = ("file", "day", "modified", "size")
_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeForm:
    """What the file's one row holds."""

    cells: Sequence[object]


def whole(name: str, found: os.stat_result) -> tuple[object, ...]:
    """The cells of its columns. The day is the last one in its name that there is; none where the name has none."""
    return name, day_in(name), datetime.fromtimestamp(found.st_mtime, UTC), found.st_size


def day_in(name: str) -> date | None:
    """`scan-2026-11-23.pdf`, `20261123_kari.pdf`."""
    for year, _, month, day in reversed(_DAY.findall(name)):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
