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

OFFICE_PATH, TASKS_PATH = "kontor/henvendelser", "kontor/oppgaver"
WHY_YOU = Text(
    nb="Du får denne fordi du svarer for personvernet i bedriften.",
    en="You get this because you answer for privacy in the company.",
)


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
    return composed(data_map, words, Links(site=site, token=""), WHY_YOU)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWaiting:
    """One task that waits for somebody on the staff."""

    id: str
    title: Text
    day: date
    days_left: int


def task_reminder_letter(data_map: DataMap, waiting: Sequence[TaskWaiting]) -> Letter:
    """One letter about all of these tasks. It tells nothing of the rows, nor of anybody in them."""
    mail = data_map.declaration.mail
    site = mail.site.rstrip("/") if mail else ""
    count = len(waiting)
    lines = [(f"{site}/{TASKS_PATH}/{one.id}", one.title, _when(one.days_left, one.day)) for one in waiting]
    nb = "\n".join(f"- [{title.nb}]({link}): {when.nb}" for link, title, when in lines)
    en = "\n".join(f"- [{title.en}]({link}): {when.en}" for link, title, when in lines)
    words = {
        "nb": Words(
            subject="Én oppgave venter" if count == 1 else f"{count} oppgaver venter",
            text=f"# Oppgaver som venter\n\nNoen må gjøre dette for hånd. Fristen nærmer seg, eller er ute.\n\n{nb}",
        ),
        "en": Words(
            subject="One task waits" if count == 1 else f"{count} tasks wait",
            text=f"# Tasks that wait\n\nSomebody must do this by hand. The last day is near, or has passed.\n\n{en}",
        ),
    }
    return composed(data_map, words, Links(site=site, token=""), WHY_YOU)


def _when(left: int, day: date) -> Text:
    if left < 0:
        late = -left
        return Text(
            nb=f"{late} {'dag' if late == 1 else 'dager'} over fristen {day:%d.%m.%Y}",
            en=f"{late} {'day' if late == 1 else 'days'} after its last day, {day:%Y-%m-%d}",
        )
    return Text(
        nb=f"{left} {'dag' if left == 1 else 'dager'} igjen, senest {day:%d.%m.%Y}",
        en=f"{left} {'day' if left == 1 else 'days'} left, by {day:%Y-%m-%d}",
    )


def _what(one: Waiting) -> Text:
    right = (
        Text(nb=f"noen ber om {ASKED_FOR[one.right].nb}", en=f"somebody asks for {ASKED_FOR[one.right].en}")
        if one.right
        else Text(nb="noen spør", en="somebody asks")
    )
    when = _when(one.days_left, one.day)
    return Text(nb=f"{right.nb}, {when.nb}", en=f"{right.en}, {when.en}")
