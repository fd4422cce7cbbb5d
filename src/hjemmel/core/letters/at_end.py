"""The letter to a processor: erase what you hold for us, for a relationship or our agreement has ended (Art. 28(3)(g)). No I/O."""

from __future__ import annotations

from datetime import date

from ..datamap import DataMap
from ..declaration.parts import Text
from ..output.language import Tongue
from .letter import Letter, Links, Words, composed
from .telling import TELLING_PATH


def reason_for(who: str, agreement_ended: date | None) -> Text:
    """Why they are to erase, in a sentence or two."""
    if agreement_ended:
        return Text(
            nb=f"Databehandleravtalen mellom dere og {who} tok slutt {Tongue('nb').date(agreement_ended)}.",
            en=f"The processor agreement between you and {who} ended on {Tongue('en').date(agreement_ended)}.",
        )
    return Text(
        nb=f"{who} har slettet opplysninger om mennesker fordi forholdet til dem er slutt. Dere behandler opplysninger om dem"
        " for oss.",
        en=f"{who} has erased data about people because the relationship with them has ended. You process data about them"
        " for us.",
    )


def asked_for(agreement_ended: date | None) -> Text:
    """What they are to erase: all of it, or what is about those people alone."""
    if agreement_ended:
        return Text(
            nb="Slett det dere har for oss, kopier også.", en="Erase what you hold for us, copies too."
        )
    return Text(
        nb="Slett det dere har om dem, kopier også.", en="Erase what you hold about them, copies too."
    )


def at_end_letter(
    data_map: DataMap, agreement_ended: date | None, due: date, secret: str, *, again: bool
) -> Letter:
    """One letter in both languages. `again`: they have had it before, and have not answered."""
    mail, who = data_map.declaration.mail, data_map.declaration.organisation.name
    site = mail.site.rstrip("/") if mail else ""
    page = {lang: f"{site}/{path}/{secret}" for lang, path in TELLING_PATH.items()}
    reason, what = reason_for(who, agreement_ended), asked_for(agreement_ended)
    words = {
        "nb": Words(
            subject=f"{'Påminnelse: s' if again else 'S'}lett personopplysninger",
            text=f"# Slett personopplysninger\n\n{reason.nb} {what.nb} Det loven sier at dere må"
            " beholde, skal dere ikke slette (artikkel 28 nr. 3 bokstav g).\n\n"
            f"[Se hva det gjelder, og bekreft]({page['nb']}) innen {Tongue('nb').date(due)}. Lenken virker i 60 dager.",
        ),
        "en": Words(
            subject=f"{'Reminder: e' if again else 'E'}rase personal data",
            text=f"# Erase personal data\n\n{reason.en} {what.en} What the law says that you must"
            " keep, you are not to erase (Article 28(3)(g)).\n\n"
            f"[See what it is about, and confirm]({page['en']}) by {Tongue('en').date(due)}. The link works for 60 days.",
        ),
    }
    why = Text(
        nb="Dere får denne fordi dere er databehandler for oss.",
        en="You get this because you are our processor.",
    )
    return composed(data_map, words, Links(site=site, token=""), why)
