"""The letter to a controller that something has come about the data we have from them (Art. 28(3)(e) and (f), 33(2)). No I/O.

It tells that it came, and by when they should see to it; what was written stands on a page alone."""

from __future__ import annotations

from datetime import datetime

from ..assignments.assignment import Matter
from ..datamap import DataMap
from ..declaration.parts import Text
from ..moment import local_day
from ..output.language import Tongue
from .letter import Letter, Links, Words, composed

CASE_PATH = {"nb": "oppdrag/sak", "en": "assignment/case"}


def case_letter(data_map: DataMap, matter: Matter, came: datetime, until: datetime, secret: str) -> Letter:
    """In both languages. `until`: when the link stops working."""
    mail = data_map.declaration.mail
    site = mail.site.rstrip("/") if mail else ""
    words = {}
    for lang, of_matter in _MATTERS[matter].items():
        tongue = Tongue(lang)
        link = f"{site}/{CASE_PATH[lang]}/{secret}"
        words[lang] = Words(
            subject=of_matter.subject,
            text=_TEXT[lang].format(
                head=of_matter.subject,
                what=of_matter.text,
                came=tongue.date(local_day(came, data_map.zone)),
                until=tongue.date(local_day(until, data_map.zone)),
                link=link,
            ),
        )
    return composed(data_map, words, Links(site=site, token=""), _WHY)


_MATTERS = {
    Matter.REQUEST: {
        "nb": Words(
            subject="En henvendelse som dere skal svare på",
            text="Noen har skrevet til oss om opplysninger vi har fra dere. Det er dere som er ansvarlige, så vi har ikke "
            "svart. Fristen etter personvernforordningen artikkel 12 nr. 3 er én måned",
        ),
        "en": Words(
            subject="A request for you to answer",
            text="Somebody has written to us about data that we have from you. You are the controller, so we have not "
            "answered. The deadline under Article 12(3) of the GDPR is one month",
        ),
    },
    Matter.INCIDENT: {
        "nb": Words(
            subject="Brudd på sikkerheten for opplysninger vi har fra dere",
            text="Det har vært et brudd på sikkerheten for opplysninger vi har fra dere. Dere avgjør om Datatilsynet skal ha "
            "melding innen 72 timer (personvernforordningen artikkel 33)",
        ),
        "en": Words(
            subject="A breach of security of data that we have from you",
            text="There has been a breach of security of data that we have from you. You decide whether the supervisory "
            "authority is to be notified within 72 hours (Article 33 of the GDPR)",
        ),
    },
}
_TEXT = {
    "nb": "# {head}\n\n{what}. Saken kom til oss {came}.\n\n[Hent saken]({link}). Når du henter den, bekrefter du samtidig at dere har "
    "den. Lenken virker til og med {until}. Etterpå sletter vi det som står der.",
    "en": "# {head}\n\n{what}. It came to us on {came}.\n\n[Fetch it]({link}). By fetching it you confirm that you have it. The link "
    "works until and including {until}. After that we erase what stands there.",
}
_WHY = Text(
    nb="Dere får den fordi vi behandler opplysninger for dere.",
    en="You get it because we process data for you.",
)
