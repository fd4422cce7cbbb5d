"""Who is told of what a request changed (Art. 19), on the request's page, and noting what they said in another way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.sharing.telling import (
    Confirmed,
    Foreseen,
    HandedOver,
    Heard,
    Means,
    Progress,
    Standing,
    Told,
    Trouble,
    Word,
)
from hjemmel.desk import telling_opendsr as programs
from hjemmel.desk import tellings as desk
from hjemmel.engine.vault.certificates import CertificateRefused, SignatureRefused
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

BY_PROGRAM: Mapping[Progress | None, Text] = {
    None: Text(nb="programmet deres har fått beskjed", en="its program has been told"),
    Progress.PENDING: Text(
        nb="programmet deres har fått beskjed, og har ikke begynt",
        en="its program has been told, and has not begun",
    ),
    Progress.IN_PROGRESS: Text(nb="programmet deres er i gang", en="its program is at work"),
}
TROUBLES: Mapping[Trouble, Text] = {
    Trouble.REFUSED: Text(
        nb="programmet deres tar ikke imot dette: en oppgave for oss",
        en="its program does not take this: a task for us",
    ),
    Trouble.GONE: Text(
        nb="programmet deres kjenner ikke til det lenger: en oppgave for oss",
        en="its program knows nothing of it any more: a task for us",
    ),
    Trouble.CANCELLED: Text(
        nb="programmet deres avbrøt det: en oppgave for oss", en="its program ended it undone: a task for us"
    ),
    Trouble.NOT_DONE: Text(
        nb="programmet deres sier at det ikke er gjort: en oppgave for oss",
        en="its program says that it was not done: a task for us",
    ),
    Trouble.TAKEN_BACK: Text(
        nb="trukket tilbake fra programmet deres: en oppgave for oss",
        en="taken back from its program: a task for us",
    ),
}
NOT_TAKEN_BACK = Text(
    nb="Det lot seg ikke trekke tilbake. Det står som før.",
    en="It could not be taken back. It stands as before.",
)


def told(request: Any, id: str) -> dict[str, Any]:
    """What the page shows of it."""
    found = desk.of_request(id)
    return {
        "tellings": [(one, _words(one), _since(one)) for one in found],
        "tellings_open": any(one.standing.is_open for one in found),
        "tellings_to_take_back": [one for one in found if programs.may_take_back(one.telling)],
        "telling_answers": [(word.value, words) for word, words in ANSWERS.items()],
    }


def _words(one: desk.TellingView) -> Text:
    answer = one.telling.last(Confirmed)
    if answer:
        return ANSWERS[answer.word]
    last, heard = one.telling.last(Told), one.telling.last(Heard)
    over = one.telling.last(HandedOver)
    if over and over.why:
        return TROUBLES[over.why]
    if one.standing is Standing.WAITING and last and last.means is Means.OPENDSR:
        return BY_PROGRAM[heard.progress if heard else None]
    return STANDINGS[one.standing]


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


def _taken_back(request: Any, id: str) -> None:
    mine = {one.id for one in desk.of_request(id)}
    which = request.POST.get("mottaker", "")
    if which not in mine:
        raise NotChosen(NOT_CHOSEN)
    try:
        programs.take_back(which, actor(request))
    except (desk.NotNow, Failure, CertificateRefused, SignatureRefused):
        raise NotChosen(NOT_TAKEN_BACK) from None


DEEDS: Mapping[str, Callable[[Any, str], object]] = {
    "mottaker_svarte": _confirmed,
    "mottaker_trekkes": _taken_back,
}
