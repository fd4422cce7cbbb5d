"""Who is told of what a request changed (Art. 19), on the request's page, and noting what they said in another way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hjemmel.core.declaration.parts import Text
from hjemmel.core.telling import Confirmed, Foreseen, Standing, Word
from hjemmel.desk import tellings as desk
from hjemmel.web.office.entry import actor
from hjemmel.web.office.request_forms import NOT_CHOSEN, NotChosen, chosen

STANDINGS: Mapping[Standing, Text] = {
    Standing.FORESEEN: Text(nb="skal få beskjed når alt er gjort", en="is told when all of it is done"),
    Standing.WAITING: Text(
        nb="har fått beskjed, og har ikke svart", en="has been told, and has not answered"
    ),
    Standing.WITH_STAFF: Text(nb="er en oppgave for oss", en="is a task for us"),
    Standing.CONFIRMED: Text(nb="har bekreftet", en="has confirmed"),
}
ANSWERS: Mapping[Word, Text] = {
    Word.DONE: Text(nb="har gjort det samme", en="has done the same"),
    Word.NOTHING: Text(nb="har ingenting om personen", en="has nothing about the person"),
    Word.KEEPS: Text(nb="beholder det på eget grunnlag", en="keeps it on a ground of its own"),
}


def told(request: Any, id: str) -> dict[str, Any]:
    """What the page shows of it."""
    found = desk.of_request(id)
    return {
        "tellings": [(one, _words(one), _since(one)) for one in found],
        "tellings_open": any(one.standing.is_open for one in found),
        "telling_answers": [(word.value, words) for word, words in ANSWERS.items()],
    }


def _words(one: desk.TellingView) -> Text:
    answer = one.telling.last(Confirmed)
    return ANSWERS[answer.word] if answer else STANDINGS[one.standing]


def _since(one: desk.TellingView) -> datetime:
    last = one.telling.steps[-1]
    return last.at if not isinstance(last, Foreseen) else one.telling.foreseen.at


def _confirmed(request: Any, id: str) -> None:
    mine = {one.id for one in desk.of_request(id)}
    which = request.POST.get("mottaker", "")
    if which not in mine:
        raise NotChosen(NOT_CHOSEN)
    try:
        desk.confirmed(which, chosen(Word, request, "svar"), actor(request))
    except desk.NotNow:
        raise NotChosen(NOT_CHOSEN) from None


DEEDS: Mapping[str, Callable[[Any, str], object]] = {"mottaker_svarte": _confirmed}
