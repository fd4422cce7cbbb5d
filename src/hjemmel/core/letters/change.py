"""The letter about a major change of the statement (Art. 13(3), 14(4)): what changes, from which day, and where to read it.

Its words are those that the statement's own history has, so that nothing else can be said in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..answer.letter import Letter as PaperLetter
from ..changes import Changes, Weight
from ..datamap import DataMap
from ..declaration.parts import Text
from ..output.changes_text import summary
from ..output.language import Tongue
from ..output.statement.model import Bullets, Prose, Section, Sentence
from .letter import Letter, Links, Words, answers_to, composed

VERSIONS_PATH = {"nb": "personvern/versjoner", "en": "privacy/versions"}


def change_letter(data_map: DataMap, changes: Changes, applies_on: date, today: date) -> Letter:
    """By e-mail, in both languages: nobody has told us which is theirs. Raises ValueError where the declaration says nothing of
    mail."""
    mail = data_map.declaration.mail
    if mail is None:
        raise ValueError("the declaration has no mail")
    site, number = mail.site.rstrip("/"), data_map.declaration.statement.version
    words = {}
    for lang in LANGUAGES:
        said, path = _said(data_map, applies_on, today, lang), f"{site}/{VERSIONS_PATH[lang]}"
        changed = "\n".join(f"- {one}" for one in points(changes, lang))
        where = {
            "nb": f"[Les den nye versjonen]({path}/{number}) eller [se alt som er endret]({path}).",
            "en": f"[Read the new version]({path}/{number}) or [see everything that changed]({path}).",
        }[lang]
        rights = f"{said.rights} {WRITE[lang]} {answers_to(data_map)}. {COMPLAIN[lang]}"
        words[lang] = Words(
            subject=said.subject,
            text=f"# {said.heading}\n\n{said.lead}\n\n{changed}\n\n{where}\n\n{rights}",
        )
    return composed(data_map, words, Links(site=site, token=""), WHY)


def change_paper(
    data_map: DataMap, changes: Changes, applies_on: date, today: date, lang: str
) -> PaperLetter:
    """The same on paper, in one language: names and addresses are put on by whoever prints it."""
    organisation, mail = data_map.declaration.organisation, data_map.declaration.mail
    said, tongue = _said(data_map, applies_on, today, lang), Tongue(lang)
    line = data_map.line("statement")
    site = f"{mail.site.rstrip('/')}/{VERSIONS_PATH[lang]}" if mail else ""
    where = {"nb": f"Alt som er endret, står på {site}", "en": f"Everything that changed stands at {site}"}[
        lang
    ]
    rights = f"{said.rights} {WRITE[lang]} {answers_to(data_map) or organisation.email}. {COMPLAIN[lang]}"

    def sentence(text: str) -> Sentence:
        return Sentence(text=text, line=line)

    blocks = (
        Bullets(tuple(sentence(one) for one in points(changes, lang))),
        *((Prose((sentence(where),)),) if site else ()),
        Prose((sentence(rights),)),
        Prose((sentence(tongue.text(WHY)),)),
    )
    return PaperLetter(
        lang=lang,
        organisation=organisation.name,
        sender=tuple(filter(None, (organisation.name, organisation.orgnr, organisation.address))),
        to=(),
        reference=f"{data_map.declaration.statement.version}",
        day=today,
        title=sentence(said.heading),
        lead=sentence(said.lead),
        sections=(Section(id="changes", part="changes", heading=CHANGED[lang], margin=(), blocks=blocks),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    subject: str
    heading: str
    lead: str
    rights: str


def _said(data_map: DataMap, applies_on: date, today: date, lang: str) -> _Said:
    who, day = data_map.declaration.organisation.name, Tongue(lang).date(applies_on)
    is_to_come = applies_on > today
    if lang == "nb":
        return _Said(
            subject=f"{who} endrer personvernerklæringen",
            heading="Vi endrer personvernerklæringen",
            lead=f"Fra {day} gjelder en ny versjon. Dette blir annerledes:"
            if is_to_come
            else f"En ny versjon har vært i kraft siden {day}. Dette er annerledes:",
            rights="Du kan be om å få se, rette eller slette opplysningene om deg, og du kan protestere mot at vi bruker dem.",
        )
    return _Said(
        subject=f"{who} changes its privacy statement",
        heading="We are changing our privacy statement",
        lead=f"A new version applies from {day}. This is what changes:"
        if is_to_come
        else f"A new version has applied since {day}. This is what changed:",
        rights="You may ask to see the data about you and to have it rectified or erased, and you may object to its use.",
    )


def points(changes: Changes, lang: str) -> list[str]:
    """What is said of it, a line each: all but the minor changes."""
    return [summary(one, lang) for one in changes.items if one.weight is not Weight.MINOR]


LANGUAGES = ("nb", "en")
WHY = Text(
    nb="Du får denne meldingen fordi vi har lovet å si fra når vi endrer hvordan vi bruker opplysninger om deg. Dette er ikke reklame.",
    en="You get this message because we have promised to tell you when we change how we use data about you. It is not advertising.",
)
WRITE = {"nb": "Skriv til", "en": "Write to"}
CHANGED = {"nb": "Dette er endret", "en": "What changes"}
COMPLAIN = {
    "nb": "Du kan også klage til Datatilsynet.",
    "en": "You may also complain to Datatilsynet, the Norwegian data protection authority.",
}
