"""Going through text in which others may be named, before it is given to whoever asks (Art. 15(4)): read for a purpose,
and given, given with something covered, or kept back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from hjemmel.core.answer.copies import WhatNow
from hjemmel.core.answer.reading import How
from hjemmel.core.declaration.parts import Text
from hjemmel.core.request import State
from hjemmel.desk import answers, copies
from hjemmel.desk.access import NotAllowed
from hjemmel.desk.published import published
from hjemmel.desk.requests import RequestView
from hjemmel.engine.vault.faults import VaultFault
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
HOW_COPIES: Mapping[WhatNow, Text] = {
    WhatNow.GIVEN: Text(nb="legges i pakken", en="put into the package"),
    WhatNow.KEPT_BACK: WAYS[How.KEPT_BACK],
}
STANDING: Mapping[WhatNow, Text] = {
    WhatNow.WAITING: Text(nb="venter på at noen ser på den", en="waits for somebody to look at it"),
    **HOW_COPIES,
}
COPY_GONE = Text(
    nb="Kopien er borte, eller ingen har åpnet den ennå. Ingenting er lagret.",
    en="The copy is gone, or nobody has opened it yet. Nothing was stored.",
)
NOTHING_COVERED = Text(
    nb="Ingen av ordene står i teksten. Ingenting er lagret.",
    en="None of the words stands in the text. Nothing was stored.",
)


def told(view: RequestView) -> dict[str, Any]:
    """Whether there is anything to go through for this right, now."""
    is_given = view.right in answers.HANDED_OVER and view.state in READING
    if not is_given:
        return {}
    titles = {name: one.title for name, one in published().map.declaration.systems.items()}
    return {
        "can_read_texts": True,
        "ways_to_give": WAYS.items(),
        "copies": [
            (one, titles[one.system], STANDING[one.how])
            for one in copies.of_request(view.id)
            if one.system in titles
        ],
        "ways_to_give_copies": HOW_COPIES.items(),
    }


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


def copy(request: Any, id: str) -> HttpResponse:
    """A keeper's copy as a file, for one of the reader's purposes. Never shown inside the page: it is somebody else's file."""
    purpose, case = _why(request)
    try:
        found = copies.open_one(id, request.POST.get("kopi", ""), actor(request), purpose, case)
    except NotAllowed:
        raise NotChosen(NOT_ALLOWED) from None
    except (copies.NotThere, VaultFault):
        raise NotChosen(COPY_GONE) from None
    answer = HttpResponse(found.content, content_type=found.kind.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{id}.{found.kind.value}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def decide_copy(request: Any, id: str) -> None:
    how = one(WhatNow, request.POST.get("hvordan"))
    if how is None or how not in HOW_COPIES:
        raise NotChosen(NOT_CHOSEN)
    try:
        copies.decide(id, request.POST.get("kopi", ""), how, actor(request))
    except copies.NotThere:
        raise NotChosen(COPY_GONE) from None


def _why(request: Any) -> tuple[str, str]:
    return request.POST.get("formal", "")[:LONGEST], request.POST.get("sak", "").strip()[:LONGEST]
