"""A mailing: what is said, and what must be true of every message before one is sent. No I/O.

The message is made as every letter is (`core.letter`). What was made is then read again by the checks."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html.parser import HTMLParser

from ..datamap import DataMap
from ..declaration.parts import Text
from ..facts import About
from ..ledger.chain import canonical
from ..letters.letter import Letter, Links, Words, answers_to, asks_for_picture, composed
from ..permission.message import Sort
from ..plan import plain
from ..texts.free_text import is_refused, national_number_in

LONGEST_SUBJECT = 200
LONGEST_TEXT = 20_000
_WEB = re.compile(r"https://[^\s\"'<>]+")
_FORBIDDEN = {
    "script", "iframe", "object", "embed", "form", "input", "button", "link", "meta", "svg", "video", "audio", "style",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What is to be sent, for which purpose, and through which channel."""

    purpose: str
    channel: str
    nb: Words
    en: Words | None = None
    """In English too: then every message holds both."""
    own_similar_goods: bool | None = None
    """The offer is of our own goods, like those the customer has bought. None: as the purpose says."""

    @property
    def digest(self) -> str:
        return hashlib.sha256(canonical(plain(self)).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that was sent, as it is kept: to whose row, for which purpose, when. No address and no name."""

    about: About
    purpose: str
    channel: str
    at: datetime
    mark: str = ""
    """What stands for the address it went to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that a message must not have, or lacks. `code` is for programs, the rest for people."""

    code: str
    nb: str
    en: str
    law: str


# ---- links -------------------------------------------------------------------------------------------------


class Use:
    """What a link is for: one made for the one is of no use for the other."""

    NO = "no"
    YES = "yes"


def token(key: bytes, use: str, reference: str) -> str:
    """What stands in a person's link: a reference, and a seal that nobody can make without the key."""
    return f"{reference}{_seal(key, use, reference)}"


def reference_in(key: bytes, use: str, given: str) -> str | None:
    """The reference of a link that was made here for this use; None for any other text."""
    reference = given[:_REFERENCE]
    if len(given) != 2 * _REFERENCE or not given.isascii():
        return None
    return reference if hmac.compare_digest(given[_REFERENCE:], _seal(key, use, reference)) else None


def _seal(key: bytes, use: str, reference: str) -> str:
    text = f"link\0{use}\0{reference}".encode()
    return hashlib.blake2b(text, key=key, digest_size=_REFERENCE // 2).hexdigest()


_REFERENCE = 32
"""Letters of a reference, and of a seal."""


# ---- making a message --------------------------------------------------------------------------------------


def letter(data_map: DataMap, mailing: Mailing, links: Links, *, pictures: bool = False) -> Letter:
    """The message for one person. Pictures from elsewhere stand in it only if `pictures`; else their words do.

    Raises ValueError where the declaration says nothing of mail."""
    words = {lang: part for lang, part in (("nb", mailing.nb), ("en", mailing.en)) if part}
    title = data_map.purposes[mailing.purpose].declared.title
    why = Text(nb=f"Formålet er: {title.nb}.", en=f"The purpose is: {title.en}.")
    return composed(data_map, words, links, why, pictures=pictures)


def has_picture(mailing: Mailing) -> bool:
    """The text asks for a picture from elsewhere."""
    return any(asks_for_picture(words) for words in (mailing.nb, mailing.en) if words)


# ---- checking one ------------------------------------------------------------------------------------------


def faults(data_map: DataMap, mailing: Mailing, sort: Sort, on: date) -> tuple[Fault, ...]:
    """What is wrong with the mailing. Its message is made as the most tracked recipient would get it, and read again.

    `on` is the day of writing, for the rule of national numbers."""
    mail = data_map.declaration.mail
    if mail is None:
        return (NO_MAIL,)
    found = [*_of_words(mailing), *numbers_against(mailing, on)]
    links = Links(site=mail.site, token="" if sort is Sort.SERVICE else "x")
    made = letter(data_map, mailing, links, pictures=True)
    found += _of_letter(data_map, made, mail.tracking == "with_consent")
    return tuple(dict.fromkeys(found))


def _of_words(mailing: Mailing) -> Iterator[Fault]:
    for words in filter(None, (mailing.nb, mailing.en)):
        if not words.subject.strip() or not words.text.strip():
            yield EMPTY
        if "\n" in words.subject or "\r" in words.subject or len(words.subject) > LONGEST_SUBJECT:
            yield LONG_SUBJECT
        if len(words.text) > LONGEST_TEXT:
            yield TOO_LONG


def numbers_against(mailing: Mailing, on: date) -> tuple[Fault, ...]:
    """Numbers that may not stand in what is sent to many, by e-mail or on paper: nor be stored with it."""
    texts = [f"{words.subject}\n{words.text}" for words in (mailing.nb, mailing.en) if words]
    found = [CARD_NUMBER] if any(is_refused(text) for text in texts) else []
    if any(national_number_in(text, on) for text in texts):
        found.append(NATIONAL_NUMBER)
    return tuple(found)


def _of_letter(data_map: DataMap, made: Letter, may_track: bool) -> Iterator[Fault]:
    """Read as a stranger would read it: nothing here knows how it was made."""
    seen = _Reader()
    seen.feed(made.html)
    who = data_map.declaration.organisation
    if seen.forbidden:
        yield ACTIVE
    if seen.pictures and not may_track:
        yield REMOTE_PICTURE
    if any(not _WEB.fullmatch(address) for address in (*seen.links, *seen.pictures)):
        yield UNSAFE_LINK
    for part in (made.text, seen.words):
        if who.name not in part or answers_to(data_map) not in part:
            yield NO_SENDER
    if made.no and (made.no not in made.text or made.no not in seen.links):
        yield NO_WAY_OUT
    if not any(link.endswith(("/personvern", "/privacy")) for link in seen.links):
        yield NO_STATEMENT


class _Reader(HTMLParser):
    """What a mail program would find in the HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.forbidden: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named: Mapping[str, str] = {name: value or "" for name, value in attrs}
        if tag in _FORBIDDEN or any(name.startswith("on") or name in ("style", "srcset") for name in named):
            self.forbidden.append(tag)
        if tag == "a":
            self.links.append(named.get("href", ""))
        if tag == "img" or "background" in named:
            self.pictures.append(named.get("src", named.get("background", "")))

    def handle_data(self, data: str) -> None:
        self.words += data


NO_MAIL = Fault(
    code="no-mail",
    nb="Deklarasjonen sier ikke hvordan utsendinger sendes (mail).",
    en="The declaration does not say how mailings are sent (mail).",
    law="mfl-15",
)
EMPTY = Fault(
    code="empty",
    nb="Emne eller tekst mangler.",
    en="The subject or the text is missing.",
    law="mfl-15",
)
LONG_SUBJECT = Fault(
    code="long-subject",
    nb=f"Emnet må være én linje på høyst {LONGEST_SUBJECT} tegn.",
    en=f"The subject must be one line of at most {LONGEST_SUBJECT} characters.",
    law="mfl-15",
)
TOO_LONG = Fault(
    code="too-long",
    nb="Teksten er for lang.",
    en="The text is too long.",
    law="mfl-15",
)
CARD_NUMBER = Fault(
    code="card-number",
    nb="Det står et kortnummer i teksten.",
    en="A card number stands in the text.",
    law="gdpr-32",
)
NATIONAL_NUMBER = Fault(
    code="national-number",
    nb="Det står et fødselsnummer eller D-nummer i teksten.",
    en="A national identity number stands in the text.",
    law="pol-12",
)
ACTIVE = Fault(
    code="active",
    nb="Meldingen inneholder noe som kjører eller hentes fra andre steder.",
    en="The message holds something that runs, or that is fetched from elsewhere.",
    law="gdpr-6-1-a",
)
REMOTE_PICTURE = Fault(
    code="remote-picture",
    nb="Et bilde hentes fra et annet sted og forteller hvem som åpner meldingen. Vi har sagt at vi ikke sporer.",
    en="A picture is fetched from elsewhere and tells who opens the message. We have said that we do not track.",
    law="gdpr-6-1-a",
)
UNSAFE_LINK = Fault(
    code="unsafe-link",
    nb="En lenke er ikke en https-adresse.",
    en="A link is no https address.",
    law="gdpr-32",
)
NO_SENDER = Fault(
    code="no-sender",
    nb="Det står ikke hvem som sender meldingen, eller hvor du kan svare.",
    en="It does not say who sends it, or where to answer.",
    law="mfl-15",
)
NO_WAY_OUT = Fault(
    code="no-way-out",
    nb="Meldingen gir ingen enkel måte å si nei på.",
    en="The message has no easy way to say no.",
    law="mfl-15-3",
)
NO_STATEMENT = Fault(
    code="no-statement",
    nb="Meldingen lenker ikke til personvernerklæringen.",
    en="The message does not link to the privacy statement.",
    law="gdpr-13",
)
