"""What a message that came looks like: by its words in bokmål and English, and whether a person wrote it at all.

It suggests and never decides: a person says what a message is. Pure, and tried on a table of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ..rights.right import Right

READ: Final = 20_000
"""As much of a text as is looked at."""


class Looks(Enum):
    """What a message may be about. The first that its words fit, in this order."""

    COMPLAINT = "complaint"
    WITHDRAWAL = "withdrawal"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    ERASURE = "erasure"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    ACCESS = "access"
    QUESTION = "question"
    """About privacy, and about no right in particular."""
    OTHER = "other"

    @property
    def right(self) -> Right | None:
        """The right it seems to ask for."""
        return Right(self.value) if self.value in _RIGHTS else None

    @property
    def is_likely(self) -> bool:
        """It should be looked at as a request: it is about a right, about privacy, or a complaint."""
        return self is not Looks.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a message may be about, and the words in it that say so."""

    looks: Looks
    words: str


_RIGHTS: Final = frozenset(right.value for right in Right)
_DATA_NB: Final = r"(?:person)?(?:opplysning|data)\w*|informasjon\w*|profil\w*|konto\w*|bruker\w*"
_DATA_EN: Final = r"(?:personal )?(?:data|details|information)|accounts?|profile|records?"
_NEAR: Final = r"\b[^.!?\n]{0,60}\b"

_WORDS: Final[Mapping[Looks, str]] = {
    Looks.COMPLAINT: r"\bklage(?:r|n|t)?\b(?! p[åa] (?:maten|været))|\bdatatilsynet\b|\bcomplain(?:t|ts|ing)?\b"
    r"|\bdata protection authority\b|\bsupervisory authority\b",
    Looks.WITHDRAWAL: r"\btrekke?r?\b[^.!?\n]{0,40}\b(?:samtykke\w*|tilbake)\b|\btilbakekall\w*\b|\bmeld(?:e|er)? meg av\b"
    r"|\bavmeld\w*|\bunsubscribe\b|\bwithdraw\b[^.!?\n]{0,40}\bconsent\b|\bstopp\w* nyhetsbrev\w*",
    Looks.OBJECTION: r"\b(?:motsette|motsetter|protesterer?|reserver\w*) (?:meg|seg)?|\bikke\b[^.!?\n]{0,40}\b(?:reklame|markedsføring\w*)"
    r"|\bobject(?:ion|ing)?\b[^.!?\n]{0,40}\b(?:to|against)\b|\b(?:no more|stop)\b[^.!?\n]{0,30}\b(?:marketing|advert\w*|offers)\b",
    Looks.RESTRICTION: r"\bbegrens(?:e|et|ning)\w*\b[^.!?\n]{0,60}\b(?:behandling\w*|bruk\w*|opplysning\w*)"
    r"|\brestrict(?:ion)?\b[^.!?\n]{0,60}\b(?:processing|use|data)\b",
    Looks.ERASURE: rf"\b(?:slett|slette|slettes|slettet|sletting|fjern|fjerne|fjernes|glemt)\b{_NEAR}(?:{_DATA_NB}|meg|alt|dere har|mine)"
    rf"|\b(?:{_DATA_NB})\b[^.!?\n]{{0,40}}\b(?:slettes|slettet|fjernes|fjernet)\b|\bretten til å bli glemt\b"
    rf"|\b(?:delete|erase|remove)\b{_NEAR}(?:{_DATA_EN}|everything|me)\b|\bright to be forgotten\b|\berasure\b",
    Looks.PORTABILITY: r"\bdataportabilitet\b|\bmaskinlesbar\w*|\bportability\b|\bmachine[- ]readable\b"
    rf"|\b(?:overføre|flytte)\b{_NEAR}(?:{_DATA_NB})\b|\btransfer\b{_NEAR}(?:{_DATA_EN})\b",
    Looks.RECTIFICATION: rf"\b(?:rett|rette|rettes|retting|korriger\w*|oppdater\w*|endre)\b{_NEAR}(?:{_DATA_NB}|navn\w*|adresse\w*|telefon\w*|e-?post\w*)"
    rf"|\b(?:feil|gammelt?|utdatert)\b[^.!?\n]{{0,30}}\b(?:{_DATA_NB}|navn\w*|adresse\w*|telefonnummer)"
    rf"|\b(?:correct|rectify|update|change)\b{_NEAR}(?:{_DATA_EN}|name|address|phone)\b|\brectification\b",
    Looks.ACCESS: rf"\binnsyn\w*|\bkopi av\b{_NEAR}(?:{_DATA_NB}|alt|dere har)|\bhva (?:slags |for )?(?:\w+ ){{0,2}}(?:vet|har|lagrer) dere\b"
    rf"|\b(?:hvilke|hva slags)\b{_NEAR}(?:{_DATA_NB})\b|\baccess request\b|\bsubject access\b|\bcopy of\b{_NEAR}(?:{_DATA_EN}|everything)\b"
    rf"|\b(?:what|which)\b{_NEAR}(?:{_DATA_EN})\b{_NEAR}(?:hold|have|store|keep)\b|\baccess to\b{_NEAR}(?:{_DATA_EN})\b"
    r"|\b(?:article|artikkel|art\.?) ?15\b",
    Looks.QUESTION: r"\bpersonvern\w*|\bgdpr\b|\bprivacy\b|\bpersonopplysning\w*|\bpersonal data\b|\bsamtykke\w*|\bcookies?\b|\binformasjonskaps\w*",
}
_COMPILED: Final = {looks: re.compile(words, re.IGNORECASE) for looks, words in _WORDS.items()}
_QUOTED: Final = re.compile(
    r"^(?:>.*|(?:Den|On|Fra|From|Sendt|Sent)\b.{0,200}(?:skrev|wrote)?:\s*$|-{2,} ?(?:Opprinnelig|Original).*|-- ?$)",
    re.MULTILINE,
)


def looks(subject: str, text: str) -> Looks:
    """What the message seems to be about: by its own words, not by those it answers to."""
    return next((sign.looks for sign in _signs(subject, text)), Looks.OTHER)


def signs(subject: str, text: str) -> tuple[Sign, ...]:
    """Everything that the words of a message fit, with the words: the first is what it is taken for."""
    return tuple(_signs(subject, text))


def _signs(subject: str, text: str) -> Iterator[Sign]:
    own = f"{subject}\n{_own(text)}"[:READ]
    for one, words in _COMPILED.items():
        if found := words.search(own):
            yield Sign(looks=one, words=" ".join(found[0].split()))


def _own(text: str) -> str:
    """Up to where it begins to quote somebody."""
    found = _QUOTED.search(text)
    return text[: found.start()] if found and found.start() > 0 else text


_MACHINES: Final = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|ikke-?svar|bounces?)\b", re.IGNORECASE
)


def is_automatic(header: Mapping[str, str], sender: str) -> bool:
    """No person wrote it to us: an automatic answer, something that came back, a list, a newsletter.

    `header` is by names in small letters; `sender` the address alone."""
    told = header.get("auto-submitted", "no").partition(";")[0].strip().casefold()
    if told not in ("", "no"):
        return True
    if header.get("precedence", "").strip().casefold() in ("bulk", "list", "junk", "auto_reply"):
        return True
    if any(
        name in header
        for name in ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "feedback-id")
    ):
        return True
    if header.get("return-path", "").strip() == "<>":
        return True
    if header.get("content-type", "").casefold().lstrip().startswith("multipart/report"):
        return True
    return not sender or bool(_MACHINES.match(sender))
