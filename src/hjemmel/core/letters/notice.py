"""The notice to somebody who did not give us the data (Art. 14): what we hold, where it came from, and what for. No I/O.

The rest of what Art. 14 asks for stands in the statement, which every letter leads to. Nothing of the person stands in it
but which sorts of data we hold: whoever has the mailbox now may be another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..datamap import DataMap
from ..declaration.parts import Text
from ..ledger.chain import canonical
from ..output.language import Tongue
from ..output.vocabulary import BASIS, pair
from .letter import STATEMENT_PATH, Letter, Links, Words, answers_to, composed

HELD = {
    "name": pair("navn", "name"),
    "email": pair("e-postadresse", "e-mail address"),
    "phone": pair("telefonnummer", "phone number"),
    "address": pair("adresse", "address"),
    "national_number": pair("fødselsnummer", "national identity number"),
}
"""The words of what a person's row may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came about somebody, from where, and for which purposes."""

    kind: str
    source: str
    received_on: date
    columns: Sequence[str]
    purposes: Sequence[str]


def notice_letter(data_map: DataMap, came: Received) -> Letter:
    """In both languages: nobody has told us which is theirs. Raises ValueError where the declaration says nothing of mail."""
    mail = data_map.declaration.mail
    if mail is None:
        raise ValueError("the declaration has no mail")
    who, site = data_map.declaration.organisation.name, mail.site
    nb = Words(
        subject=f"{who} har opplysninger om deg",
        text=(
            "# Vi har opplysninger om deg\n\n"
            "Vi har fått opplysninger om deg fra andre enn deg selv. Da har du krav på å få vite det "
            "(personvernforordningen artikkel 14).\n\n"
            f"{_facts(data_map, came, 'nb')}\n\n"
            "Du kan be om å få se dem, få dem rettet eller slettet, og be om at bruken begrenses. Du kan protestere mot bruken, "
            "og et samtykke kan du trekke tilbake når som helst. "
            f"Skriv til {answers_to(data_map)}. Du kan også klage til Datatilsynet.\n\n"
            "Hvem som får opplysningene, hvor lenge vi har dem, og resten av det du har krav på å vite, "
            f"står i [personvernerklæringen]({site.rstrip('/')}/{STATEMENT_PATH['nb']})."
        ),
    )
    en = Words(
        subject=f"{who} holds data about you",
        text=(
            "# We hold data about you\n\n"
            "We have got data about you from others than yourself. You are then entitled to be told "
            "(GDPR Article 14).\n\n"
            f"{_facts(data_map, came, 'en')}\n\n"
            "You may ask to see it, to have it rectified or erased, and to have its use restricted. You may object to its use, "
            "and a consent you may withdraw at any time. "
            f"Write to {answers_to(data_map)}. You may also complain to Datatilsynet, the Norwegian data protection authority.\n\n"
            "Who is given the data, how long we keep it, and the rest of what you are entitled to know "
            f"stands in [the privacy statement]({site.rstrip('/')}/{STATEMENT_PATH['en']})."
        ),
    )
    why = Text(
        nb="Du får denne fordi loven sier at vi skal fortelle deg det. Den er ikke reklame.",
        en="You get this because the law says that we must tell you. It is no advertising.",
    )
    return composed(data_map, {"nb": nb, "en": en}, Links(site=site, token=""), why)


def print_of(letter: Letter) -> str:
    """What a receipt holds of the letter: by it, it can be shown which words somebody got."""
    return hashlib.sha256(canonical([letter.subject, letter.text]).encode()).hexdigest()


def _facts(data_map: DataMap, came: Received, lang: str) -> str:
    tongue = Tongue(lang)
    source = data_map.declaration.sources[came.source]
    held = tongue.listed([tongue.text(HELD[one]) for one in came.columns if one in HELD])
    public = {"nb": " Det er en åpen kilde.", "en": " It is a public source."}[lang] if source.public else ""
    where, day = tongue.text(source.title), tongue.date(came.received_on)
    lead = {
        "nb": (f"Opplysningene: {held}.", f"Hvor de kom fra: {where}. Vi fikk dem {day}.{public}"),
        "en": (f"The data: {held}.", f"Where it came from: {where}. We got it on {day}.{public}"),
    }[lang]
    uses = [_use(data_map, name, came.kind, tongue) for name in came.purposes if name in data_map.purposes]
    return "\n".join(f"- {line}" for line in (*lead, *uses))


def _use(data_map: DataMap, name: str, kind: str, tongue: Tongue) -> str:
    purpose = data_map.purposes[name]
    title, basis = tongue.text(purpose.declared.title), purpose.basis.get(kind)
    label = {"nb": "Hva vi bruker dem til", "en": "What we use it for"}[tongue.lang]
    ground = {"nb": "Grunnlag", "en": "Basis"}[tongue.lang]
    return f"{label}: {title}." + (f" {ground}: {tongue.text(BASIS[basis])}." if basis else "")
