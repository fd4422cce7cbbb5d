"""The letter to whoever keeps what no program can read. It tells nothing of whoever asks: that stands behind the link."""

from __future__ import annotations

from datetime import date

from ..datamap import DataMap
from ..declaration.parts import Text
from ..output.language import Tongue
from .letter import Letter, Links, Words, composed

KEEPER_PATH = {"nb": "oppgave", "en": "task"}


def keeper_letter(data_map: DataMap, system: str, secret: str, day: date, until: date) -> Letter:
    """`day`: by when they should answer. `until`: the last day on which the link works."""
    declared, mail = data_map.declaration, data_map.declaration.mail
    site, title = (mail.site.rstrip("/") if mail else ""), declared.systems[system].title
    nb, en = Tongue("nb"), Tongue("en")
    words = {
        "nb": Words(
            subject="Noen må se etter i papirene",
            text=f"# Vi trenger svar fra deg\n\n{declared.organisation.name} har fått en henvendelse om personopplysninger, og du "
            f"har det som ingen programmer kan lese: {title.nb}.\n\n"
            f"[Åpne oppgaven]({site}/{KEEPER_PATH['nb']}/{secret}). Der står det hvem det gjelder og hva som skal gjøres. "
            f"Svar helst innen {nb.date(day)}.\n\n"
            f"Lenken virker til og med {nb.date(until)}, og kan bare besvares én gang. Ikke send den videre.",
        ),
        "en": Words(
            subject="Somebody must look in the papers",
            text=f"# We need an answer from you\n\n{declared.organisation.name} has had a request about personal data, and you "
            f"keep what no program can read: {title.en}.\n\n"
            f"[Open the task]({site}/{KEEPER_PATH['en']}/{secret}). There it says whom it is about and what is to be done. "
            f"Please answer by {en.date(day)}.\n\n"
            f"The link works until and including {en.date(until)}, and can be answered once. Do not pass it on.",
        ),
    }
    why = Text(
        nb="Du får denne fordi du står oppført som den som har det.",
        en="You get this because you are named as the one who keeps it.",
    )
    return composed(data_map, words, Links(site=site, token=""), why)
