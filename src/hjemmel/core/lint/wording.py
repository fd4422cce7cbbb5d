"""The words themselves, in both languages: vague periods, wrong references, damage (Art. 12(1))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from ..source import Path
from .rule import ADVICE, ERROR, WARNING, Breach, rule
from .texts import NUMBER, Phrase, Words, matches, quoted, says, sentences, texts

_VAGUE = Phrase(
    re.compile(
        r"så lenge (det|dette|de) er (nødvendig|behov)|"
        r"så lenge (vi|det) (har|er|trenger)( et)? (saklig )?behov|"
        r"(en|ei) (rimelig|viss|begrenset) (tid|periode)|i en periode|inntil videre|så lenge som nødvendig|"
        r"as long as (is |it is |we )?(necessary|needed|need)|a (reasonable|certain|limited) (time|period)|"
        r"for a period\b(?! of)|until further notice|objective need"
    ),
    ("nødvendig", "behov", "rimelig", "viss", "begrenset", "periode", "inntil",
     "necessary", "need", "reasonable", "certain", "limited", "period", "until"),
)  # fmt: skip
_SECTION_SIGN = Phrase(
    re.compile(
        r"(gdpr|personvernforordningen|forordningen|the regulation)[ ,]*(§|section|paragraf)|"
        r"(§|section) ?\d+ (i|of) (gdpr|personvernforordningen|the gdpr|forordningen)|"
        r"\b(art\.?|artikkel|article) ?\d+[^.]{0,20} (i|of) (the )?"
        r"(bokføringsloven|markedsføringsloven|ekomloven|personopplysningsloven)|"
        r"\b(bokstav|letters?) (æ|ae)\b"
    ),
    ("§", "section", "paragraf", "bokstav", "letter", "loven"),
)
_OLD_LAW = Phrase(
    re.compile(
        r"personregisterloven|personopplysningsloven (av )?2000|personopplysningsforskriften|direktiv 95/46|"
        r"directive 95/46|safe harbor|privacy shield|konsesjon fra datatilsynet|ekomloven § ?2-7 ?b"
    ),
    ("personregister", "2000", "sforskriften", "95/46", "safe harbor", "privacy shield", "konsesjon", "2-7"),
)
_MIXED_TERM = Phrase(
    re.compile(
        r"ansvarlig(e)? databehandler|databehandlingsansvarlig databehandler|databehandleransvarlig|"
        r"responsible (data )?processor|processor[- ]controller|controller[- ]processor"
    ),
    ("databehandle", "processor"),
)
_PLACEHOLDER = Phrase(
    re.compile(
        r"\[[^\]]{0,40}\]|<[^>]{1,40}>|\{\{|\bTODO\b|\bTBD\b|\bXXX*\b|[Ll]orem ipsum|[Ff]yll inn|"
        r"[Ss]ett inn (navn|dato|her)|[Ii]nsert (name|date|here)|_{3,}|\.{4,}"
    ),
    ("[", "<", "{{", "TODO", "TBD", "XX", "orem ipsum", "yll inn", "ett inn", "nsert ", "___", "...."),
)
_UNFINISHED = (
    ":",
    "：",
    " følgende",
    " as follows",
    " such as",
    " for eksempel",
    " blant annet",
    " including",
)
_DAMAGE = Phrase(
    re.compile(
        r"\ufffd|Ã[\u0080-\u00bf¥¸¦˜†…]|â€|Â[\u00a0-\u00bf]|[a-zæøåA-ZÆØÅ]\?[a-zæøå]|"
        r"&(amp|nbsp|aring|oslash|aelig|quot);"
    ),
    ("\ufffd", "Ã", "â€", "Â", "?", "&"),
)
LONGEST_SENTENCE = 45
LONG_TEXT_WORDS = 4


@rule(
    "HJ801", "RET-VAGUE", WARNING, "gdpr-13",
    title="a period that says nothing",
    meaning="“As long as necessary” tells the reader nothing. A period is a number, or a criterion that can"
    " be"
    " checked.",
    remedy="write how long and from when, for instance: 60 days after the customer relationship has ended",
)  # fmt: skip
def vague_period(map: DataMap, today: date) -> Iterator[Breach]:
    # A promise may say it: its own keep lines, which it rests on, hold the numbers.
    def wrong(said: Words) -> bool:
        return bool(_VAGUE.search(said.low)) and not NUMBER.search(said.low)

    for said in matches(map, wrong, frozenset(("promises",))):
        yield Breach(said.at, f"{quoted(said, _VAGUE)} is no period")


@rule(
    "HJ803", "LAWREF", WARNING, "gdpr-12-1",
    title="a reference to the law is written wrongly",
    meaning="The Regulation has articles, Norwegian acts have sections (§). A wrong sign cannot be looked"
    " up.",
    remedy="write art. 6 nr. 1 bokstav b of the Regulation, and § 13 of an act",
)  # fmt: skip
def wrong_reference(map: DataMap, today: date) -> Iterator[Breach]:
    for at, found in says(map, _SECTION_SIGN):
        yield Breach(at, f"{found} cannot be looked up")


@rule(
    "HJ804", "TERM-ROLE", WARNING, "gdpr-12-1",
    title="controller and processor are mixed up",
    meaning="The controller decides; the processor works for it. A word made of both says neither.",
    remedy="write behandlingsansvarlig (controller) or databehandler (processor)",
)  # fmt: skip
def mixed_term(map: DataMap, today: date) -> Iterator[Breach]:
    for at, found in says(map, _MIXED_TERM):
        yield Breach(at, f"{found} is neither controller nor processor")


@rule(
    "HJ805", "PLACEHOLDER", ERROR, "gdpr-12-1",
    title="a placeholder is left in the text",
    meaning="Something was to be filled in and was not.",
    remedy="fill it in",
)  # fmt: skip
def placeholder(map: DataMap, today: date) -> Iterator[Breach]:
    for said in matches(map, lambda said: _PLACEHOLDER.search(said.text) is not None):
        yield Breach(said.at, "something was to be filled in here")
    organisation = map.declaration.organisation
    for part, line in (("name", organisation.name), ("address", organisation.address or "")):
        if _PLACEHOLDER.search(line):
            yield Breach(("organisation", part), "something was to be filled in here")


@rule(
    "HJ806", "EMPTY-LIST", ERROR, "gdpr-12-1",
    title="a text announces a list that does not come",
    meaning="It ends in a colon, “such as” or the like. The list was lost on the way.",
    remedy="write the list, or end the sentence",
)  # fmt: skip
def empty_list(map: DataMap, today: date) -> Iterator[Breach]:
    for said in matches(map, lambda said: said.low.rstrip().endswith(_UNFINISHED)):
        yield Breach(said.at, "the text announces a list that does not come")


@rule(
    "HJ807", "TEXT-DAMAGE", ERROR, "gdpr-12-1",
    title="letters are damaged",
    meaning="The text was read in the wrong encoding somewhere: å, ø, æ or quotation marks have become other"
    " signs.",
    remedy="write the words anew and save the file as UTF-8",
)  # fmt: skip
def damaged(map: DataMap, today: date) -> Iterator[Breach]:
    def wrong(said: Words) -> bool:
        return _DAMAGE.search(said.text) is not None and any(
            _DAMAGE.search(word) for word in said.text.split() if "://" not in word
        )

    for said in matches(map, wrong):
        yield Breach(said.at, "letters are damaged here")


@rule(
    "HJ809", "UNTRANSLATED", WARNING, "gdpr-12-1",
    title="a text is the same in both languages",
    meaning="More than a few words are alike in Norwegian and English; one of them was not translated.",
    remedy="translate it",
)  # fmt: skip
def untranslated(map: DataMap, today: date) -> Iterator[Breach]:
    for at, text in texts(map.declaration):
        if text.nb.strip() == text.en.strip() and len(text.nb.split()) >= LONG_TEXT_WORDS:
            yield Breach((*at, "en"), "the text is the same in both languages")


@rule(
    "HJ812", "LINK-DEAD", WARNING, "gdpr-12-1",
    title="a link cannot work",
    meaning="The address is not of the form https://host/..., or leads to a page that is known to be gone.",
    remedy="write a full https:// address that opens",
)  # fmt: skip
def bad_link(map: DataMap, today: date) -> Iterator[Breach]:
    for at, link in _links(map):
        gone = re.search(
            r"internet-?explorer|support\.apple\.com/kb/|/kb/ph\d|"
            r"tools\.google\.com/dlpage/gaoptout\?hl=no\b.*\s",
            link,
            re.I,
        )
        if gone or not re.fullmatch(r"https://[\w.-]+\.[a-z]{2,}(/\S*)?", link, re.I):
            yield Breach(at, f'"{link[:80]}" is no address that opens')


def _links(map: DataMap) -> Iterator[tuple[Path, str]]:
    declaration = map.declaration
    if declaration.complaint:
        yield ("complaint", "link"), declaration.complaint.link
    for number, link in enumerate(declaration.cookies.help_links if declaration.cookies else ()):
        yield ("cookies", "help_links", number), link
    for number, tool in enumerate(declaration.cookies.tools if declaration.cookies else ()):
        if tool.opt_out_link:
            yield ("cookies", "tools", number, "opt_out_link"), tool.opt_out_link


@rule(
    "HJ813", "DUPLICATE", WARNING, "gdpr-12-1",
    title="two purposes have the same title",
    meaning="The reader cannot tell the two apart, and the same thing told twice will drift apart.",
    remedy="make them one purpose, or say what sets them apart",
)  # fmt: skip
def same_title(map: DataMap, today: date) -> Iterator[Breach]:
    first: dict[str, str] = {}
    for name, purpose in map.declaration.purposes.items():
        other = first.setdefault(purpose.title.nb.strip().lower(), name)
        if other != name:
            yield Breach(("purposes", name, "title"), f'purposes "{other}" and "{name}" have the same title')


@rule(
    "HJ815", "LONG-SENTENCE", ADVICE, "gdpr-12-1",
    title="a very long sentence",
    meaning="More than forty-five words in a sentence lose the reader.",
    remedy="make two of it",
)  # fmt: skip
def long_sentence(map: DataMap, today: date) -> Iterator[Breach]:
    for said in matches(map, lambda said: _longest(said.text) > LONGEST_SENTENCE):
        yield Breach(said.at, f"a sentence of {_longest(said.text)} words")


def _longest(text: str) -> int:
    if text.count(" ") < LONGEST_SENTENCE:
        return 0
    return max(len(sentence.split()) for sentence in sentences(text))


@rule(
    "HJ817", "STALE", WARNING, "gdpr-12-1",
    title="the text refers to law that is gone",
    meaning="The act, agreement or duty named has been repealed or struck down.",
    remedy="name the rule that took its place, or remove the reference",
)  # fmt: skip
def old_law(map: DataMap, today: date) -> Iterator[Breach]:
    for at, found in says(map, _OLD_LAW):
        yield Breach(at, f"{found} is gone")


RULES = (
    vague_period, wrong_reference, mixed_term, placeholder, empty_list, damaged, untranslated, bad_link,
    same_title, long_sentence, old_law,
)  # fmt: skip
