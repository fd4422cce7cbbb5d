"""Signing up for messages that rest on consent: for which purposes, in which words, and the letter that asks whether it was
really the one who has the address (Art. 7(1); markedsføringsloven § 15). No I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..datamap import DataMap
from ..declaration.parts import Text
from ..letters.letter import YES_PATH, Letter, Links, Words, composed
from ..terms import Basis, ChannelKind

LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^@\s<>\"',;:()\[\]\\]{1,64}@[^@\s<>\"',;:()\[\]\\]+\.[^@\s<>\"',;:()\[\]\\]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something to sign up for: a purpose that rests on consent, and the mail channel it goes out through."""

    purpose: str
    title: Text
    channel: str

    def words(self, organisation: str) -> Text:
        """What somebody says yes to. With the version of the declaration that it was made from, this is the wording."""
        return Text(
            nb=f"Ja, {organisation} kan sende meg e-post. Formålet er: {self.title.nb}.",
            en=f"Yes, {organisation} may send me e-mail. The purpose is: {self.title.en}.",
        )


def offers(data_map: DataMap) -> tuple[Offer, ...]:
    """What can be signed up for; nothing where the declaration has no `mail`."""
    if data_map.declaration.mail is None:
        return ()
    return tuple(
        Offer(purpose=name, title=purpose.declared.title, channel=channel)
        for name, purpose in data_map.purposes.items()
        if Basis.CONSENT in purpose.basis.values() and purpose.declared.direct_marketing
        for channel in purpose.declared.direct_marketing.channels
        if data_map.marketing.channels[channel].kind is ChannelKind.EMAIL
    )


def takes_in(data_map: DataMap, offer: Offer) -> bool:
    """Somebody nobody knew can be taken in for it, by the declaration: as a kind of person it is for."""
    mail = data_map.declaration.mail
    kind = mail.sign_up.kind if mail and mail.sign_up else None
    return kind is not None and data_map.purposes[offer.purpose].basis.get(kind) is Basis.CONSENT


def is_address(text: str) -> bool:
    """It looks like an e-mail address. Whether anybody has it is found out by writing to it."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def question(data_map: DataMap, offer: Offer, token: str) -> Letter:
    """The letter with the link. It offers nothing, and says what happens to whoever does nothing.

    Raises ValueError where the declaration says nothing of mail."""
    mail = data_map.declaration.mail
    site = mail.site.rstrip("/") if mail else ""
    organisation = data_map.declaration.organisation.name
    words, yes = (
        offer.words(organisation),
        {lang: f"{site}/{path}/{token}" for lang, path in YES_PATH.items()},
    )
    nb = Words(
        subject=f"Bekreft at du vil ha e-post fra {organisation}",
        text=(
            f"Hei! Noen har skrevet denne adressen for å si dette:\n\n- {words.nb}\n\n"
            f"Var det deg? [Bekreft det her]({yes['nb']})\n\n"
            "Lenken virker én gang, og i sju dager. Gjør du ingenting, har du ikke sagt ja, vi sender deg ingenting, "
            "og adressen slettes herfra."
        ),
    )
    en = Words(
        subject=f"Confirm that you want e-mail from {organisation}",
        text=(
            f"Hello! Somebody has written this address to say this:\n\n- {words.en}\n\n"
            f"Was it you? [Confirm it here]({yes['en']})\n\n"
            "The link works once, and for seven days. If you do nothing, you have not said yes, we send you nothing, "
            "and the address is erased from here."
        ),
    )
    why = Text(
        nb="Du får denne fordi noen skrev adressen din på påmeldingssiden vår.",
        en="You get this because somebody wrote your address where people sign up.",
    )
    return composed(data_map, {"nb": nb, "en": en}, Links(site=site, token=""), why)
