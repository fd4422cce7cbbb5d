"""Bought lists: what one must have before any name of it is taken in (mfl. §§ 12-13, Art. 6 and 14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..declaration.parts import Text
from ..statutes import OPT_OUT_WASH_VALID
from ..texts.free_text import names_somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What is told of a list by whoever hands it over."""

    vendor: str = ""
    """The company it was bought from."""
    basis: str = ""
    """On what ground the names may be used."""
    bought_on: date | None = None
    register_of: date | None = None
    """The day of the Central Marketing Exclusion Register that it is compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTaken:
    """The receipt of a bought list: where it came from, and how many went where. No names."""

    bought: Bought
    taken_on: date
    rows_in: int
    reserved: int
    """Removed because the central register says no."""
    own_no: int
    """Removed because somebody has said no to us."""
    left_out: int
    """Removed for other reasons: somebody known, a faulty row, a choice."""
    taken: int

    @property
    def adds_up(self) -> bool:
        return self.rows_in == self.reserved + self.own_no + self.left_out + self.taken


def lacks(bought: Bought, on: date) -> Iterator[Text]:
    """Everything that keeps the list out on this day."""
    if not bought.vendor.strip():
        yield Text(
            nb="oppgi leverandøren som lista er kjøpt av", en="state the vendor that the list was bought from"
        )
    if not bought.basis.strip():
        yield Text(nb="oppgi grunnlaget for å bruke navnene", en="state the legal basis for using the names")
    if names_somebody(f"{bought.vendor}\n{bought.basis}", on):
        yield Text(
            nb="leverandøren og grunnlaget nevnes uten e-postadresser og fødselsnumre",
            en="the vendor and the basis are told without e-mail addresses and national identity numbers",
        )
    if bought.bought_on is None or bought.bought_on > on:
        yield Text(nb="oppgi dagen lista ble kjøpt", en="state the day the list was bought")
    if bought.register_of is None or bought.register_of > on:
        yield Text(
            nb="lista må vaskes mot Reservasjonsregisteret: legg ved fila og oppgi dagen den ble hentet",
            en="the list must be washed against the Central Marketing Exclusion Register: add the file and the day it was fetched",
        )
    elif bought.register_of + OPT_OUT_WASH_VALID <= on:
        yield Text(
            nb="fila fra Reservasjonsregisteret er for gammel: hent den på nytt",
            en="the file from the Central Marketing Exclusion Register is too old: fetch it anew",
        )
