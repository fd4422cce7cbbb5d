"""Words for what the declaration says in codes: laws, bases, roles, countries, rights. One word for one thing.

The record of processing and the letters use the law's own words; the public statement uses the plain ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..declaration.parts import Text
from ..statutes import find
from ..terms import Basis, Special
from .language import NBSP, Tongue, tidy, unique


def pair(nb: str, en: str) -> Text:
    return Text(nb=nb, en=en)


BASIS = {
    Basis.CONSENT: pair("samtykke", "consent"),
    Basis.CONTRACT: pair("avtale", "contract"),
    Basis.LEGAL_OBLIGATION: pair("rettslig forpliktelse", "legal obligation"),
    Basis.VITAL_INTERESTS: pair("vitale interesser", "vital interests"),
    Basis.PUBLIC_TASK: pair("oppgave i allmennhetens interesse", "public task"),
    Basis.LEGITIMATE_INTERESTS: pair("berettiget interesse", "legitimate interests"),
    Basis.INSTRUCTION: pair("instruks fra den behandlingsansvarlige", "the controller's instruction"),
}

SPECIAL = {
    Special.HEALTH: pair("helse", "health"),
    Special.UNION: pair("fagforeningsmedlemskap", "trade union membership"),
    Special.ETHNIC: pair("etnisk opprinnelse", "racial or ethnic origin"),
    Special.POLITICAL: pair("politisk oppfatning", "political opinions"),
    Special.BELIEF: pair("religion eller livssyn", "religious or philosophical beliefs"),
    Special.GENETIC: pair("genetiske opplysninger", "genetic data"),
    Special.BIOMETRIC: pair("biometriske opplysninger", "biometric data"),
    Special.SEX: pair("seksuelle forhold eller legning", "sex life or sexual orientation"),
    Special.CRIMINAL: pair("straffbare forhold", "criminal convictions and offences"),
    Special.NATIONAL_NUMBER: pair("fødselsnummer", "national identity number"),
}

RECIPIENT_ROLE = {
    "processor": pair("databehandler", "processor"),
    "joint_controller": pair("felles behandlingsansvarlig", "joint controller"),
    "independent_controller": pair("selvstendig behandlingsansvarlig", "independent controller"),
    "controller": pair("selvstendig behandlingsansvarlig", "independent controller"),
}

_COUNTRIES = {
    "AD": ("Andorra", "Andorra"), "AR": ("Argentina", "Argentina"), "AT": ("Østerrike", "Austria"),
    "AU": ("Australia", "Australia"), "BE": ("Belgia", "Belgium"), "BG": ("Bulgaria", "Bulgaria"),
    "BR": ("Brasil", "Brazil"), "CA": ("Canada", "Canada"), "CH": ("Sveits", "Switzerland"),
    "CN": ("Kina", "China"), "CY": ("Kypros", "Cyprus"), "CZ": ("Tsjekkia", "Czechia"),
    "DE": ("Tyskland", "Germany"), "DK": ("Danmark", "Denmark"), "EE": ("Estland", "Estonia"),
    "ES": ("Spania", "Spain"), "FI": ("Finland", "Finland"), "FO": ("Færøyene", "the Faroe Islands"),
    "FR": ("Frankrike", "France"), "GB": ("Storbritannia", "the United Kingdom"),
    "GG": ("Guernsey", "Guernsey"), "GR": ("Hellas", "Greece"), "HR": ("Kroatia", "Croatia"),
    "HU": ("Ungarn", "Hungary"), "IE": ("Irland", "Ireland"), "IL": ("Israel", "Israel"),
    "IM": ("Man", "the Isle of Man"), "IN": ("India", "India"), "IS": ("Island", "Iceland"),
    "IT": ("Italia", "Italy"), "JE": ("Jersey", "Jersey"), "JP": ("Japan", "Japan"),
    "KR": ("Sør-Korea", "South Korea"), "LI": ("Liechtenstein", "Liechtenstein"),
    "LT": ("Litauen", "Lithuania"), "LU": ("Luxembourg", "Luxembourg"), "LV": ("Latvia", "Latvia"),
    "MA": ("Marokko", "Morocco"), "MT": ("Malta", "Malta"), "MX": ("Mexico", "Mexico"),
    "NL": ("Nederland", "the Netherlands"), "NO": ("Norge", "Norway"), "NZ": ("New Zealand", "New Zealand"),
    "PH": ("Filippinene", "the Philippines"), "PL": ("Polen", "Poland"), "PT": ("Portugal", "Portugal"),
    "RO": ("Romania", "Romania"), "RS": ("Serbia", "Serbia"), "SE": ("Sverige", "Sweden"),
    "SG": ("Singapore", "Singapore"), "SI": ("Slovenia", "Slovenia"), "SK": ("Slovakia", "Slovakia"),
    "TR": ("Tyrkia", "Turkey"), "UA": ("Ukraina", "Ukraine"), "US": ("USA", "the USA"),
    "UY": ("Uruguay", "Uruguay"), "VN": ("Vietnam", "Vietnam"), "ZA": ("Sør-Afrika", "South Africa"),
}  # fmt: skip

COUNTRY_CODES = frozenset(_COUNTRIES)


def country(tongue: Tongue, code: str) -> str:
    """The country's name; what is not a known code is given back as written."""
    found = _COUNTRIES.get(code)
    return tongue.pick(*found) if found else code


def article(tongue: Tongue, basis: Basis) -> str:
    """«art. 6 nr. 1 f», «Art. 6(1)(f)»."""
    number = basis.article
    head, *inner = number.replace(")", "").split("(")
    if tongue.lang == "en":
        return f"Art.{NBSP}{number}"
    parts = [f"art.{NBSP}{head}"]
    parts += [f"nr.{NBSP}{inner[0]}"] if inner else []
    parts += inner[1:]
    return NBSP.join(parts)


def cite(tongue: Tongue, law: str, on: date) -> str:
    """The rule in full, as running text names it the first time; nothing for an unknown one."""
    statute = find(law, on)
    return tongue.pick(statute.cite_nb, statute.cite_en) if statute else ""


def cite_short(tongue: Tongue, law: str, on: date) -> str:
    """As in tables: articles of the GDPR without the name of the regulation."""
    full = cite(tongue, law, on)
    full = full.removeprefix("personvernforordningen ").removeprefix("GDPR ")
    return tidy(full.replace(f"bokstav{NBSP}", ""))


def cite_all(tongue: Tongue, laws: Iterable[str], on: date) -> str:
    """Several rules as one phrase: «markedsføringsloven §§ 12, 13 og 14, og kjøpsloven § 32»."""
    return tongue.listed(cite_each(tongue, laws, on))


def cite_each(tongue: Tongue, laws: Iterable[str], on: date) -> list[str]:
    """One phrase an act, with its sections: «markedsføringsloven §§ 12, 13 og 14»."""
    acts: dict[str, list[str]] = {}
    for cited in unique(cite_short(tongue, law, on) for law in laws):
        act, sign, section = cited.partition(f" §{NBSP}")
        acts.setdefault(act, []).extend([section] if sign else [])
    phrases = []
    for act, sections in acts.items():
        signs = "§§" if len(sections) > 1 else "§"
        phrases.append(f"{act} {signs}{NBSP}{tongue.listed(sections)}" if sections else act)
    return [phrase for phrase in phrases if phrase]
