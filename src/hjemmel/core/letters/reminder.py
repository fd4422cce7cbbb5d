"""The letter that reminds the staff of requests whose last day is near. No I/O. It tells nothing of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from ..answer.wording import ASKED_FOR
from ..datamap import DataMap
from ..declaration.parts import Text
from ..rights.right import Right
from .letter import Letter, Links, Words, composed

OFFICE_PATH = "kontor/henvendelser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One request that waits for its answer."""

    id: str
    right: Right | None
    """None: nobody has said yet what it asks for."""
    day: date
    days_left: int
    """Below zero once the day has passed."""

    @classmethod
    def of(cls, id: str, right: Right | None, day: date, days_left: int) -> Self:
        return cls(id=id, right=right, day=day, days_left=days_left)


def reminder_letter(data_map: DataMap, waiting: Sequence[Waiting]) -> Letter:
    """One letter about all of these, in both languages."""
    mail = data_map.declaration.mail
    site = mail.site.rstrip("/") if mail else ""
    count = len(waiting)
    nb = "\n".join(f"- [{one.id}]({site}/{OFFICE_PATH}/{one.id}): {_what(one).nb}" for one in waiting)
    en = "\n".join(f"- [{one.id}]({site}/{OFFICE_PATH}/{one.id}): {_what(one).en}" for one in waiting)
    words = {
        "nb": Words(
            subject="Én henvendelse venter på svar" if count == 1 else f"{count} henvendelser venter på svar",
            text=f"# Venter på svar\n\nFristen for å svare nærmer seg, eller er ute.\n\n{nb}",
        ),
        "en": Words(
            subject="One request waits for an answer"
            if count == 1
            else f"{count} requests wait for an answer",
            text=f"# Waiting for an answer\n\nThe last day to answer is near, or has passed.\n\n{en}",
        ),
    }
    why = Text(
        nb="Du får denne fordi du svarer for personvernet i bedriften.",
        en="You get this because you answer for privacy in the company.",
    )
    return composed(data_map, words, Links(site=site, token=""), why)


def _what(one: Waiting) -> Text:
    right = (
        Text(nb=f"noen ber om {ASKED_FOR[one.right].nb}", en=f"somebody asks for {ASKED_FOR[one.right].en}")
        if one.right
        else Text(nb="noen spør", en="somebody asks")
    )
    if one.days_left < 0:
        late = -one.days_left
        return Text(
            nb=f"{right.nb}, {late} {'dag' if late == 1 else 'dager'} over fristen {one.day:%d.%m.%Y}",
            en=f"{right.en}, {late} {'day' if late == 1 else 'days'} after its last day, {one.day:%Y-%m-%d}",
        )
    left = one.days_left
    return Text(
        nb=f"{right.nb}, {left} {'dag' if left == 1 else 'dager'} igjen, senest {one.day:%d.%m.%Y}",
        en=f"{right.en}, {left} {'day' if left == 1 else 'days'} left, by {one.day:%Y-%m-%d}",
    )
