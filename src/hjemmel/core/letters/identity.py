"""The letters that go with a request from the web: the code, and that the answer is ready. No I/O.

They tell nothing of the person: whoever has the mailbox now may be another than whoever asked."""

from __future__ import annotations

from ..datamap import DataMap
from ..declaration.parts import Text
from .letter import Letter, Links, Words, composed

OWN_PATH = {"nb": "dine-data", "en": "your-data"}
ANSWER_PATH = {"nb": "svar", "en": "answer"}


def code_letter(data_map: DataMap, code: str, secret: str, lang: str) -> Letter:
    """The code, and the address of the request's own page."""
    who, site = data_map.declaration.organisation.name, _site(data_map)
    page = f"{site}/{OWN_PATH[lang]}/{secret}"
    words = {
        "nb": Words(
            subject="Koden du trenger",
            text=f"# Koden din\n\n{_spaced(code)}\n\n"
            f"Noen har sendt en henvendelse til {who} om personopplysninger og skrevet denne adressen. Var det deg, skriver "
            f"du koden [på siden til henvendelsen]({page}). Den virker i 15 minutter.\n\n"
            "Var det ikke deg, trenger du ikke gjøre noe. Gi aldri koden til noen, heller ikke til oss.",
        ),
        "en": Words(
            subject="The code you need",
            text=f"# Your code\n\n{_spaced(code)}\n\n"
            f"Somebody has sent a request to {who} about personal data and written this address. If it was you, write the "
            f"code [on the page of the request]({page}). It works for 15 minutes.\n\n"
            "If it was not you, you need do nothing. Never give the code to anybody, not to us either.",
        ),
    }
    why = Text(
        nb="Du får denne fordi noen skrev adressen din på siden «Dine data» hos oss.",
        en="You get this because somebody wrote your address on our page “Your data”.",
    )
    return composed(data_map, {lang: words[lang]}, Links(site=site, token=""), why)


def visit_letter(data_map: DataMap, code: str, lang: str) -> Letter:
    """The code that opens somebody's own page, where they asked for it."""
    who, site = data_map.declaration.organisation.name, _site(data_map)
    words = {
        "nb": Words(
            subject="Koden til siden din",
            text=f"# Koden din\n\n{_spaced(code)}\n\n"
            f"Noen vil se siden din hos {who} og har skrevet denne adressen. Var det deg, skriver du koden der du ba om den. "
            "Den virker i 15 minutter.\n\n"
            "Var det ikke deg, trenger du ikke gjøre noe. Gi aldri koden til noen, heller ikke til oss.",
        ),
        "en": Words(
            subject="The code for your page",
            text=f"# Your code\n\n{_spaced(code)}\n\n"
            f"Somebody wants to see your page at {who} and has written this address. If it was you, write the code where you "
            "asked for it. It works for 15 minutes.\n\n"
            "If it was not you, you need do nothing. Never give the code to anybody, not to us either.",
        ),
    }
    why = Text(
        nb="Du får denne fordi noen skrev adressen din for å se siden «Din side» hos oss.",
        en="You get this because somebody wrote your address to see “Your page” with us.",
    )
    return composed(data_map, {lang: words[lang]}, Links(site=site, token=""), why)


def answer_letter(data_map: DataMap, secret: str, last_day: str, lang: str) -> Letter:
    """The answer is ready, and this is where it is fetched."""
    site = _site(data_map)
    page = f"{site}/{ANSWER_PATH[lang]}/{secret}"
    words = {
        "nb": Words(
            subject="Svaret ditt er klart",
            text="# Svaret ditt er klart\n\n"
            f"Du har sendt oss en henvendelse om personopplysningene dine. [Hent svaret her]({page}). Det ligger der til og med "
            f"{last_day}, og slettes så fra siden.\n\nLenken er bare til deg. Ikke send den videre.",
        ),
        "en": Words(
            subject="Your answer is ready",
            text="# Your answer is ready\n\n"
            f"You have sent us a request about your personal data. [Fetch the answer here]({page}). It lies there until "
            f"and including {last_day}, and is then erased from the page.\n\nThe link is for you alone. Do not pass it on.",
        ),
    }
    why = Text(
        nb="Du får denne fordi du har sendt oss en henvendelse om personopplysningene dine.",
        en="You get this because you have sent us a request about your personal data.",
    )
    return composed(data_map, {lang: words[lang]}, Links(site=site, token=""), why)


def _site(data_map: DataMap) -> str:
    mail = data_map.declaration.mail
    return mail.site.rstrip("/") if mail else ""


def _spaced(code: str) -> str:
    """Four and four, as one reads it aloud."""
    return f"{code[:4]} {code[4:]}"
