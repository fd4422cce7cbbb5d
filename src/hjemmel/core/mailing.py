"""A mailing: what is said, and what must be true of every message before one is sent. No I/O.

The text is written once, in paragraphs with a few signs (`# heading`, `- point`, `[words](https://...)`); the plain text
and the HTML are made from it, and everything is escaped. What was made is then read again by the checks."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from html import escape
from html.parser import HTMLParser

from .datamap import DataMap
from .facts import About
from .free_text import is_refused
from .ledger import canonical
from .permission.message import Sort
from .plan import plain

LONGEST_SUBJECT = 200
LONGEST_TEXT = 20_000
_LINK = re.compile(r"(!?)\[([^\]\n]{1,300})\]\(([^)\s]{1,2000})\)")
_WEB = re.compile(r"https://[^\s\"'<>]+")
_FORBIDDEN = {
    "script", "iframe", "object", "embed", "form", "input", "button", "link", "meta", "svg", "video", "audio", "style",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Subject and text in one language."""

    subject: str
    text: str


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
class Links:
    """Where the links at the foot of one person's message lead. In each language to a page in that language."""

    site: str
    token: str
    """What stands in the link to say no. Empty where nothing is to be said no to."""

    def no(self, lang: str) -> str:
        return f"{self.site.rstrip('/')}/{NO_PATH[lang]}/{self.token}" if self.token else ""

    def statement(self, lang: str) -> str:
        return f"{self.site.rstrip('/')}/{STATEMENT_PATH[lang]}"


NO_PATH = {"nb": "nei", "en": "say-no"}
YES_PATH = {"nb": "ja", "en": "say-yes"}
STATEMENT_PATH = {"nb": "personvern", "en": "privacy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message, ready to be sent; but for the address, which it does not hold."""

    subject: str
    text: str
    html: str
    sender: str
    replies_to: str
    no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that was sent, as it is kept: to whose row, for which purpose, when. No address and no name."""

    about: About
    purpose: str
    channel: str
    at: datetime


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
    mail = data_map.declaration.mail
    if mail is None:
        raise ValueError("the declaration has no mail")
    parts = [(lang, words) for lang, words in (("nb", mailing.nb), ("en", mailing.en)) if words]
    text = [_plain(words.text) + "\n\n" + _foot_text(data_map, mailing, links, lang) for lang, words in parts]
    html = [
        f'<div lang="{lang}">{_html(words.text, pictures)}{_foot_html(data_map, mailing, links, lang)}</div>'
        for lang, words in parts
    ]
    return Letter(
        subject=" / ".join(dict.fromkeys(words.subject for _, words in parts)),
        text="\n\n* * *\n\n".join(text) + "\n",
        html=f'<!doctype html><html lang="nb"><body>{"<hr>".join(html)}</body></html>',
        sender=mail.sender,
        replies_to=mail.replies_to or mail.sender,
        no=links.no("nb"),
    )


def has_picture(mailing: Mailing) -> bool:
    """The text asks for a picture from elsewhere."""
    texts = [words.text for words in (mailing.nb, mailing.en) if words]
    return any(found[1] for text in texts for found in _LINK.finditer(text))


def _blocks(source: str) -> Iterator[list[str]]:
    for block in re.split(r"\n\s*\n", source.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines:
            yield lines


def _plain(source: str) -> str:
    return "\n\n".join("\n".join(_plain_line(line) for line in lines) for lines in _blocks(source))


def _plain_line(line: str) -> str:
    line = line.removeprefix("# ")
    return _LINK.sub(lambda found: found[2] if found[1] else f"{found[2]}: {found[3]}", line)


def _html(source: str, pictures: bool) -> str:
    return "".join(_block(lines, pictures) for lines in _blocks(source))


def _block(lines: list[str], pictures: bool) -> str:
    if all(line.startswith("- ") for line in lines):
        points = "".join(f"<li>{_inline(line[2:], pictures)}</li>" for line in lines)
        return f"<ul>{points}</ul>"
    if len(lines) == 1 and lines[0].startswith("# "):
        return f"<h1>{_inline(lines[0][2:], pictures)}</h1>"
    return f"<p>{'<br>'.join(_inline(line, pictures) for line in lines)}</p>"


def _inline(line: str, pictures: bool) -> str:
    made, at = [], 0
    for found in _LINK.finditer(line):
        made.append(escape(line[at : found.start()]))
        made.append(_linked(bool(found[1]), found[2], found[3], pictures))
        at = found.end()
    return "".join([*made, escape(line[at:])])


def _linked(is_picture: bool, words: str, address: str, pictures: bool) -> str:
    if is_picture:
        return f'<img src="{escape(address)}" alt="{escape(words)}">' if pictures else escape(words)
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def _foot_text(data_map: DataMap, mailing: Mailing, links: Links, lang: str) -> str:
    who = data_map.declaration.organisation
    lines = ["--", f"{who.name}, {_orgnr(lang)} {who.orgnr}", who.address or "", _answers(data_map)]
    lines = [*filter(None, lines), _because(data_map, mailing, lang)]
    if links.token:
        lines.append(f"{_NO[lang]}: {links.no(lang)}")
    return "\n".join([*lines, f"{_STATEMENT[lang]}: {links.statement(lang)}"])


def _foot_html(data_map: DataMap, mailing: Mailing, links: Links, lang: str) -> str:
    who = data_map.declaration.organisation
    parts = [who.name, f"{_orgnr(lang)} {who.orgnr}", who.address or "", _answers(data_map)]
    sender = ", ".join(filter(None, parts))
    lead = [f"<p>{escape(sender)}</p>", f"<p>{escape(_because(data_map, mailing, lang))}</p>"]
    if links.token:
        lead.append(f'<p><a href="{escape(links.no(lang))}">{_NO[lang]}</a></p>')
    lead.append(f'<p><a href="{escape(links.statement(lang))}">{_STATEMENT[lang]}</a></p>')
    return f"<hr>{''.join(lead)}"


def _because(data_map: DataMap, mailing: Mailing, lang: str) -> str:
    title = data_map.purposes[mailing.purpose].declared.title
    return f"Formålet er: {title.nb}." if lang == "nb" else f"The purpose is: {title.en}."


def _answers(data_map: DataMap) -> str:
    mail = data_map.declaration.mail
    return parseaddr((mail.replies_to or mail.sender) if mail else "")[1]


def _orgnr(lang: str) -> str:
    return "org.nr." if lang == "nb" else "org. no."


_NO = {"nb": "Si nei til flere slike", "en": "Say no to more of these"}
_STATEMENT = {"nb": "Personvernerklæringen vår", "en": "Our privacy statement"}


# ---- checking one ------------------------------------------------------------------------------------------


def faults(data_map: DataMap, mailing: Mailing, sort: Sort) -> tuple[Fault, ...]:
    """What is wrong with the mailing. Its message is made as the most tracked recipient would get it, and read again."""
    mail = data_map.declaration.mail
    if mail is None:
        return (NO_MAIL,)
    found = list(_of_words(mailing))
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
        if is_refused(f"{words.subject}\n{words.text}"):
            yield CARD_NUMBER


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
        if who.name not in part or _answers(data_map) not in part:
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
