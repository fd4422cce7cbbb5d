"""Going through text in which others may be named, before it is given to whoever asks (Art. 15(4)): read for a purpose,
and given, given with something covered, or kept back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hjemmel.core.answer.reading import How
from hjemmel.core.declaration.parts import Text
from hjemmel.core.request import State
from hjemmel.desk import answers
from hjemmel.desk.access import NotAllowed
from hjemmel.desk.requests import RequestView
from hjemmel.web.office.entry import actor
from hjemmel.web.office.request_forms import NOT_CHOSEN, NotChosen, one

LONGEST, LONGEST_TEXT = 63, 2_000
READING = (State.PROVEN, State.PLANNED, State.REVIEWED, State.APPROVED, State.EXECUTED)
"""It is known who asks, and the answer has not been written."""
WAYS: Mapping[How, Text] = {
    How.GIVEN: Text(nb="gis ut som det står", en="given as it stands"),
    How.BLACKED: Text(nb="gis ut, med noe dekket til", en="given, with something covered"),
    How.KEPT_BACK: Text(nb="holdes tilbake: det handler om andre", en="kept back: it is about others"),
}
NOT_ALLOWED = Text(
    nb="Velg et av formålene du arbeider med. Saksnummeret må være et nummer.",
    en="Choose one of the purposes you work with. The case number must be a number.",
)
NOTHING_COVERED = Text(
    nb="Ingen av ordene står i teksten. Ingenting er lagret.",
    en="None of the words stands in the text. Nothing was stored.",
)


def told(view: RequestView) -> dict[str, Any]:
    """Whether there is anything to go through for this right, now."""
    is_given = view.right in answers.HANDED_OVER and view.state in READING
    return {"can_read_texts": is_given, "ways_to_give": WAYS.items()} if is_given else {}


def texts(request: Any, id: str) -> dict[str, Any]:
    """The texts that wait, for one of the reader's purposes. That they were shown is noted."""
    purpose, case = _why(request)
    try:
        found = answers.to_read(id, actor(request), purpose, case)
    except NotAllowed:
        raise NotChosen(NOT_ALLOWED) from None
    return {"texts": found, "read_for": purpose, "read_case": case}


def decide(request: Any, id: str) -> None:
    """One row at a time. Rows about which nothing was chosen wait."""
    purpose, case = _why(request)
    how, mark = one(How, request.POST.get("hvordan")), request.POST.get("rad", "")
    if how is None:
        raise NotChosen(NOT_CHOSEN)
    try:
        row = next(
            (one for one in answers.to_read(id, actor(request), purpose, case) if one.mark == mark), None
        )
        if row is None:
            raise NotChosen(NOT_CHOSEN)
        wanted = {(row.collection, row.key): (how, request.POST.get("dekk", "")[:LONGEST_TEXT])}
        answers.decide(id, wanted, actor(request), purpose, case)
    except NotAllowed:
        raise NotChosen(NOT_ALLOWED) from None
    except answers.NothingCovered:
        raise NotChosen(NOTHING_COVERED) from None


def decided(request: Any, id: str) -> dict[str, Any]:
    """The decision is kept, and what still waits is shown."""
    decide(request, id)
    return texts(request, id)


def _why(request: Any) -> tuple[str, str]:
    return request.POST.get("formal", "")[:LONGEST], request.POST.get("sak", "").strip()[:LONGEST]
