"""What a reader calls the kinds, states and answers of tasks: on pages, in letters, on a terminal. Rules stand in `task`."""

from __future__ import annotations

from collections.abc import Mapping

from ..declaration.parts import Text
from .task import DUE, Found, TaskKind, TaskState, WhyNot

KINDS: Mapping[TaskKind, Text] = {
    TaskKind.ROWS: Text(nb="rader som må behandles for hånd", en="rows to be handled by hand"),
    TaskKind.KEEPER: Text(
        nb="noen må se etter der ingen programmer leser", en="somebody must look where no program reads"
    ),
    TaskKind.TELLING: Text(nb="en mottaker skal ha beskjed", en="a recipient is to be told"),
    TaskKind.CONTACT_DATA: Text(
        nb="kontaktopplysninger må bekreftes, rettes eller fjernes",
        en="contact data must be confirmed, corrected or removed",
    ),
    TaskKind.PAPER: Text(nb="papir må makuleres", en="paper must be shredded"),
}
STATES: Mapping[TaskState, Text] = {
    TaskState.OPEN: Text(nb="skal gjøres", en="to be done"),
    TaskState.TICKED: Text(nb="krysset av, ikke talt etter ennå", en="ticked off, not counted yet"),
    TaskState.STILL_THERE: Text(nb="krysset av, men står der ennå", en="ticked off, but still there"),
    TaskState.PROVEN: Text(nb="bevist: ingenting er igjen", en="proven: nothing is left"),
    TaskState.ATTESTED: Text(nb="noen går god for det", en="somebody vouches for it"),
    TaskState.NOT_POSSIBLE: Text(nb="lar seg ikke gjøre", en="not possible"),
    TaskState.OVERTAKEN: Text(nb="en nyere plan ber om det samme", en="a newer plan asks for the same"),
}
WHY_NOT: Mapping[WhyNot, Text] = {
    WhyNot.NO_ACCESS: Text(nb="vi har ikke tilgang til det", en="we have no access to it"),
    WhyNot.NOT_SEARCHABLE: Text(
        nb="det lar seg ikke søke etter én person der", en="one cannot search for one person there"
    ),
    WhyNot.MUST_BE_KEPT: Text(
        nb="en lov eller et krav gjør at det må beholdes", en="a law or a claim requires it to be kept"
    ),
    WhyNot.WITH_ANOTHER: Text(
        nb="det er overlatt til noen andre", en="it has been handed over to somebody else"
    ),
}
FOUND: Mapping[Found, Text] = {
    Found.NOTHING: Text(nb="fant ingenting", en="found nothing"),
    Found.DESTROYED: Text(nb="fant noe, og makulerte det", en="found something, and destroyed it"),
    Found.RETURNED: Text(nb="fant noe, og ga det tilbake", en="found something, and gave it back"),
    Found.CORRECTED: Text(nb="fant noe, og rettet det", en="found something, and corrected it"),
    Found.SET_APART: Text(
        nb="fant noe, og la det til side så ingen bruker det",
        en="found something, and set it apart so that nobody uses it",
    ),
    Found.COPIED: Text(nb="fant noe, og tok en kopi", en="found something, and made a copy"),
    Found.PUT_BACK: Text(nb="fant noe, og la det tilbake", en="found something, and put it back"),
}
VERBS: Mapping[str, Text] = {
    "erase": Text(nb="slettes", en="to be erased"),
    "overwrite": Text(nb="overskrives", en="to be overwritten"),
    "rectify": Text(nb="rettes", en="to be corrected"),
    "restrict": Text(nb="begrenses", en="to be restricted"),
    DUE: Text(nb="det som har ligget lenge nok, makuleres", en="what has lain long enough is destroyed"),
    "access": Text(nb="det personen skal få innsyn i", en="what the person is to have access to"),
    "portability": Text(nb="det personen skal ha med seg", en="what the person is to take along"),
    "rectification": Text(nb="rettes", en="to be corrected"),
    "erasure": Text(nb="slettes", en="to be erased"),
    "restriction": Text(nb="ikke brukes", en="not to be used"),
    "lifting": Text(nb="kan brukes igjen", en="may be used again"),
    "objection": Text(nb="ikke brukes", en="not to be used"),
    "withdrawal": Text(nb="ikke brukes", en="not to be used"),
}
"""What is to be done, by the verb of a plan or the right that was asked for."""

_COPY = Text(
    nb="Ta en kopi av det som finnes, og send den med svaret.",
    en="Make a copy of what there is, and send it with the answer.",
)
_APART = Text(
    nb="Legg det som finnes til side, så ingen bruker det.",
    en="Set what there is apart, so that nobody uses it.",
)
WANTED: Mapping[str, Text] = {
    DUE: Text(
        nb="Makuler det som ingen av reglene gjelder for lenger, eller gi det tilbake.",
        en="Destroy what none of the rules holds for any longer, or give it back.",
    ),
    "access": _COPY,
    "portability": _COPY,
    "rectification": Text(
        nb="Rett det som finnes. Hva som er riktig, står sammen med hvem det gjelder.",
        en="Correct what there is. What is right stands together with whom it is about.",
    ),
    "erasure": Text(
        nb="Makuler det som finnes, eller gi det tilbake.", en="Destroy what there is, or give it back."
    ),
    "restriction": _APART,
    "lifting": Text(
        nb="Legg det som var lagt til side, tilbake. Det kan brukes igjen.",
        en="Put what was set apart back. It may be used again.",
    ),
    "objection": _APART,
    "withdrawal": _APART,
}
"""What whoever keeps a manual system is asked to do, by the right that was asked for."""
