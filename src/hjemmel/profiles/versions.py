"""What an example company's statement said before, and what it will say: its file of today, with the words that are others then.

So the demo has a history to show, and a change to come, and each line that has not changed is written once."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hjemmel.core.source import read

FILE, EARLIER, COMING = "hjemmel.yaml", "earlier.yaml", "coming.yaml"
MORNING = time(9, 0)
ZONE = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A version as it was published."""

    content: bytes
    published_at: datetime


def earlier(profile: str) -> Earlier | None:
    """The version before today's, for a company that has one. ValueError if it says to change what is not there."""
    told = _told(profile, EARLIER)
    if told is None:
        return None
    day = date.fromisoformat(str(told["published_on"]))
    return Earlier(
        content=_edited(profile, EARLIER, told),
        published_at=datetime.combine(day, MORNING, ZONE).astimezone(UTC),
    )


def coming(profile: str) -> bytes | None:
    """The version after today's, for a company that has published one ahead. ValueError as above."""
    told = _told(profile, COMING)
    return None if told is None else _edited(profile, COMING, told)


def _told(profile: str, name: str) -> Any:
    file = importlib.resources.files("hjemmel.profiles").joinpath(profile, name)
    return read(file.read_bytes()).data if file.is_file() else None


def _edited(profile: str, name: str, told: Any) -> bytes:
    folder = importlib.resources.files("hjemmel.profiles").joinpath(profile)
    text = folder.joinpath(FILE).read_text(encoding="utf-8")
    for edit in told["edits"]:
        if edit["now"] not in text:
            raise ValueError(f"{profile}/{name}: {FILE} does not say «{edit['now']}»")
        text = text.replace(edit["now"], edit["then"])
    return text.encode()
