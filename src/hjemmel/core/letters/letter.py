"""A letter by e-mail: plain text and HTML made from the same words, with who sends it and the statement at its foot. No I/O.

The words are paragraphs with a few signs (`# heading`, `- point`, `[words](https://...)`), and everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from html import escape

from ..datamap import DataMap
from ..declaration.parts import Text

_LINK = re.compile(r"(!?)\[([^\]\n]{1,300})\]\(([^)\s]{1,2000})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Subject and text in one language."""

    subject: str
    text: str


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


def composed(
    data_map: DataMap, words: Mapping[str, Words], links: Links, why: Text, *, pictures: bool = False
) -> Letter:
    """The letter in these languages. `why` says at its foot why somebody gets it. Pictures from elsewhere stand in it
    only if `pictures`; else their words do.

    Raises ValueError where the declaration says nothing of mail."""
    mail = data_map.declaration.mail
    if mail is None:
        raise ValueError("the declaration has no mail")
    text = [
        _plain(part.text) + "\n\n" + _foot_text(data_map, links, why, lang) for lang, part in words.items()
    ]
    html = [
        f'<div lang="{lang}">{_html(part.text, pictures)}{_foot_html(data_map, links, why, lang)}</div>'
        for lang, part in words.items()
    ]
    return Letter(
        subject=" / ".join(dict.fromkeys(part.subject for part in words.values())),
        text="\n\n* * *\n\n".join(text) + "\n",
        html=f'<!doctype html><html lang="nb"><body>{"<hr>".join(html)}</body></html>',
        sender=mail.sender,
        replies_to=mail.replies_to or mail.sender,
        no=links.no("nb"),
    )


def asks_for_picture(words: Words) -> bool:
    """The text asks for a picture from elsewhere."""
    return any(found[1] for found in _LINK.finditer(words.text))


def answers_to(data_map: DataMap) -> str:
    """The address that answers go to."""
    mail = data_map.declaration.mail
    return parseaddr((mail.replies_to or mail.sender) if mail else "")[1]


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


def _foot_text(data_map: DataMap, links: Links, why: Text, lang: str) -> str:
    who = data_map.declaration.organisation
    lines = ["--", f"{who.name}, {_orgnr(lang)} {who.orgnr}", who.address or "", answers_to(data_map)]
    lines = [*filter(None, lines), _in(why, lang)]
    if links.token:
        lines.append(f"{_NO[lang]}: {links.no(lang)}")
    return "\n".join([*lines, f"{_STATEMENT[lang]}: {links.statement(lang)}"])


def _foot_html(data_map: DataMap, links: Links, why: Text, lang: str) -> str:
    who = data_map.declaration.organisation
    parts = [who.name, f"{_orgnr(lang)} {who.orgnr}", who.address or "", answers_to(data_map)]
    sender = ", ".join(filter(None, parts))
    lead = [f"<p>{escape(sender)}</p>", f"<p>{escape(_in(why, lang))}</p>"]
    if links.token:
        lead.append(f'<p><a href="{escape(links.no(lang))}">{_NO[lang]}</a></p>')
    lead.append(f'<p><a href="{escape(links.statement(lang))}">{_STATEMENT[lang]}</a></p>')
    return f"<hr>{''.join(lead)}"


def _in(words: Text, lang: str) -> str:
    return words.nb if lang == "nb" else words.en


def _orgnr(lang: str) -> str:
    return "org.nr." if lang == "nb" else "org. no."


_NO = {"nb": "Si nei til flere slike", "en": "Say no to more of these"}
_STATEMENT = {"nb": "Personvernerklæringen vår", "en": "Our privacy statement"}
