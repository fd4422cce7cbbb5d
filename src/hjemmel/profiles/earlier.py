"""What an example company's statement said before: its file of today, with the words that were others then.

So the demo has a history to show, and each line of it that has not changed is written once."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hjemmel.core.source import read

FILE, EDITS = "hjemmel.yaml", "earlier.yaml"
MORNING = time(9, 0)
ZONE = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A version as it was published."""

    content: bytes
    published_at: datetime


def earlier(profile: str) -> Earlier | None:
    """The version before today's, for a company that has one. ValueError if it says to change what is not there."""
    folder = importlib.resources.files("hjemmel.profiles").joinpath(profile)
    if not folder.joinpath(EDITS).is_file():
        return None
    told: Any = read(folder.joinpath(EDITS).read_bytes()).data
    text = folder.joinpath(FILE).read_text(encoding="utf-8")
    for edit in told["edits"]:
        if edit["now"] not in text:
            raise ValueError(f"{profile}/{EDITS}: {FILE} does not say «{edit['now']}»")
        text = text.replace(edit["now"], edit["then"])
    day = date.fromisoformat(str(told["published_on"]))
    return Earlier(content=text.encode(), published_at=datetime.combine(day, MORNING, ZONE).astimezone(UTC))
