"""The letter to a recipient of somebody's data: it has been erased, corrected or restricted (Art. 19). No I/O.

It does not say whose: that is shown on the page that the link leads to, to whoever opens it."""

from __future__ import annotations

from ..datamap import DataMap
from ..declaration.parts import Text
from ..sharing.telling import Deed
from .letter import Letter, Links, Words, composed

TELLING_PATH = {"nb": "beskjed", "en": "told"}
WHAT = {
    Deed.ERASED: Text(nb="slettet", en="erased"),
    Deed.CORRECTED: Text(nb="rettet", en="corrected"),
    Deed.RESTRICTED: Text(nb="begrenset", en="restricted"),
    Deed.LIFTED: Text(nb="ikke lenger begrenset", en="no longer restricted"),
}
"""What the data is now."""


def telling_letter(data_map: DataMap, deed: Deed, secret: str, *, again: bool) -> Letter:
    """One letter in both languages. `again`: they have had it before, and have not answered."""
    mail, who = data_map.declaration.mail, data_map.declaration.organisation.name
    site = mail.site.rstrip("/") if mail else ""
    nb, en = WHAT[deed].nb, WHAT[deed].en
    said = _done(deed, who)
    page = {lang: f"{site}/{path}/{secret}" for lang, path in TELLING_PATH.items()}
    words = {
        "nb": Words(
            subject=f"{'Påminnelse: p' if again else 'P'}ersonopplysninger er {nb}",
            text=f"# Personopplysninger er {nb}\n\n"
            f"{said.nb} Dere har fått opplysninger om den samme "
            "personen av oss, eller behandler dem for oss. Derfor sier vi fra (artikkel 19).\n\n"
            f"[Se hvem det gjelder, og bekreft]({page['nb']}). Lenken virker i 60 dager.\n\n"
            "Videresend den bare til den som skal følge det opp hos dere.",
        ),
        "en": Words(
            subject=f"{'Reminder: p' if again else 'P'}ersonal data has been {en}",
            text=f"# Personal data has been {en}\n\n"
            f"{said.en} You have received data about "
            "the same person from us, or process it for us. That is why we tell you (Article 19).\n\n"
            f"[See whom it is about, and confirm]({page['en']}). The link works for 60 days.\n\n"
            "Pass it on only to whoever deals with it on your side.",
        ),
    }
    why = Text(
        nb="Dere får denne fordi dere har fått personopplysninger av oss.",
        en="You get this because you have received personal data from us.",
    )
    return composed(data_map, words, Links(site=site, token=""), why)


def _done(deed: Deed, who: str) -> Text:
    """What we have done."""
    if deed is Deed.LIFTED:
        return Text(
            nb=f"{who} har opphevet begrensningen av opplysninger om en person etter personvernforordningen.",
            en=f"{who} has lifted the restriction of data about a person under the General Data Protection Regulation.",
        )
    return Text(
        nb=f"{who} har {WHAT[deed].nb} opplysninger om en person etter personvernforordningen.",
        en=f"{who} has {WHAT[deed].en} data about a person under the General Data Protection Regulation.",
    )
