"""Erasure instructions to processors, as the page about recipients shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hjemmel.core.declaration.parts import Text
from hjemmel.core.sharing.at_end import end_named
from hjemmel.core.sharing.telling import Confirmed, Standing, Word
from hjemmel.desk.at_end import Ending, endings

SHOWN: Final = 12
CAUSES: Final = {
    True: Text(nb="avtalen er slutt", en="the agreement has ended"),
    False: Text(nb="forhold er slutt", en="relationships have ended"),
}
STANDINGS: Mapping[Standing, Text] = {
    Standing.FORESEEN: Text(nb="pålegget er ikke sendt ennå", en="the instruction has not been sent yet"),
    Standing.WAITING: Text(
        nb="har fått pålegget, og har ikke bekreftet", en="has been instructed, and has not confirmed"
    ),
    Standing.WITH_STAFF: Text(nb="er en oppgave for oss", en="is a task for us"),
}
ANSWERS: Mapping[Word, Text] = {
    Word.DONE: Text(nb="har slettet", en="has erased"),
    Word.NOTHING: Text(nb="hadde ingenting", en="had nothing"),
    Word.KEEPS: Text(
        nb="har slettet, og beholder resten etter loven", en="has erased, and keeps the rest by law"
    ),
}


def shown() -> list[tuple[Ending, Text, Text]]:
    """Each instruction, why it was given and how it stands: those that are open, then the newest others."""
    found = sorted(endings(), key=lambda one: not one.telling.standing.is_open)
    return [(one, CAUSES[end_named(one.telling.plan) is not None], _standing(one)) for one in found[:SHOWN]]


def _standing(one: Ending) -> Text:
    answer = one.telling.last(Confirmed)
    return ANSWERS[answer.word] if answer else STANDINGS[one.telling.standing]
