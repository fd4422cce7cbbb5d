"""What must be right about an agreement before it is kept. What the law finds lacking in it is kept as it is; this is not that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..declaration.parts import Text
from ..texts.free_text import hits
from .agreement import KeptAgreement

LONGEST = 200
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def lacks(kept: KeptAgreement, day: date) -> tuple[Text, ...]:
    """All that keeps it from being kept on this day; nothing if it may be."""
    return (*_dates(kept, day), *_signs(kept), *_texts(kept, day))


def _dates(kept: KeptAgreement, day: date) -> Iterator[Text]:
    signed = kept.document.signed
    if kept.valid_to and kept.valid_to < signed:
        yield Text(nb="Avtalen slutter før den er signert.", en="The agreement ends before it is signed.")
    if kept.ended and kept.ended < signed:
        yield Text(nb="Avtalen ble avsluttet før den ble signert.", en="The agreement was ended before it was signed.")  # fmt: skip
    done = [signed, *(one.dated for one in kept.proofs), *(one.checked_on for one in kept.transfers)]
    done += [kept.annex.signed] if kept.annex else []
    done += [one.done for one in kept.reviews if one.done]
    if any(one > day for one in done):
        yield Text(nb="Det som er gjort, kan ikke ha en dato fram i tid.", en="What was done cannot have a date in the future.")  # fmt: skip
    if any(one.valid_to < one.dated for one in kept.proofs):
        yield Text(nb="Dokumentasjonen går ut før den er datert.", en="The proof ends before its own date.")


def _signs(kept: KeptAgreement) -> Iterator[Text]:
    digests = [kept.document.digest, *([kept.annex.digest] if kept.annex else [])]
    if not all(_DIGEST.fullmatch(one) for one in digests):
        yield Text(nb="Avtrykket av dokumentet mangler.", en="The digest of the document is missing.")
    countries = [one.country for one in kept.sub_processors or ()]
    countries += [one.country for one in kept.transfers]
    if not all(_COUNTRY.fullmatch(one) for one in countries):
        yield Text(nb="Et land skrives med to bokstaver, for eksempel NO eller US.", en="A country is written in two letters, such as NO or US.")  # fmt: skip


def _texts(kept: KeptAgreement, day: date) -> Iterator[Text]:
    needed = [kept.document.title, *(one.what for one in kept.proofs), *(one.seen for one in kept.transfers)]
    for sub in kept.sub_processors or ():
        needed += [sub.name, sub.does]
    if not all(one.strip() for one in needed):
        yield Text(nb="Noe som må ha et navn, er tomt.", en="Something that must have a name is blank.")
    texts = [*needed, *(one.place for one in kept.ticked)]
    if any(len(one) > LONGEST for one in texts):
        yield Text(nb=f"Skriv høyst {LONGEST} tegn i hvert felt.", en=f"Write at most {LONGEST} characters in each field.")  # fmt: skip
    if any(hits(one, day) for one in texts):
        yield Text(
            nb="Skriv ikke om personer her: en tekst ser ut til å ha et nummer, en e-postadresse eller noe om en person.",
            en="Do not write of persons here: a text seems to hold a number, an e-mail address, or something about a person.",
        )
