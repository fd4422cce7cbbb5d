"""The letter to whoever keeps what no program can read. It tells nothing of whoever asks: that stands behind the link."""

from __future__ import annotations

from datetime import date

from ..datamap import DataMap
from ..declaration.parts import Text
from ..output.language import Tongue
from .letter import Letter, Links, Words, composed

KEEPER_PATH = {"nb": "oppgave", "en": "task"}


def keeper_letter(
    data_map: DataMap, system: str, secret: str, day: date, until: date, *, is_due: bool = False
) -> Letter:
    """`day`: by when they should answer. `until`: the last day on which the link works. `is_due`: nobody has asked for
    anything; they are to look for what has lain there long enough."""
    declared, mail = data_map.declaration, data_map.declaration.mail
    site, title = (mail.site.rstrip("/") if mail else ""), declared.systems[system].title
    nb, en = Tongue("nb"), Tongue("en")
    company = declared.organisation.name
    why_now = {
        "nb": f"{company} skal ikke ha personopplysninger lenger enn det er hjemmel for, og du"
        if is_due
        else f"{company} har fått en henvendelse om personopplysninger, og du",
        "en": f"{company} holds no personal data longer than there is a ground for it, and you"
        if is_due
        else f"{company} has had a request about personal data, and you",
    }
    stands = {
        "nb": "hvilke regler som gjelder" if is_due else "hvem det gjelder og hva som skal gjøres",
        "en": "which rules hold" if is_due else "whom it is about and what is to be done",
    }
    words = {
        "nb": Words(
            subject="Noen må se etter i papirene",
            text=f"# Vi trenger svar fra deg\n\n{why_now['nb']} "
            f"har det som ingen programmer kan lese: {title.nb}.\n\n"
            f"[Åpne oppgaven]({site}/{KEEPER_PATH['nb']}/{secret}). Der står det {stands['nb']}. "
            f"Svar helst innen {nb.date(day)}.\n\n"
            f"Lenken virker til og med {nb.date(until)}, og kan bare besvares én gang. Ikke send den videre.",
        ),
        "en": Words(
            subject="Somebody must look in the papers",
            text=f"# We need an answer from you\n\n{why_now['en']} "
            f"keep what no program can read: {title.en}.\n\n"
            f"[Open the task]({site}/{KEEPER_PATH['en']}/{secret}). There it says {stands['en']}. "
            f"Please answer by {en.date(day)}.\n\n"
            f"The link works until and including {en.date(until)}, and can be answered once. Do not pass it on.",
        ),
    }
    why = Text(
        nb="Du får denne fordi du står oppført som den som har det.",
        en="You get this because you are named as the one who keeps it.",
    )
    return composed(data_map, words, Links(site=site, token=""), why)
