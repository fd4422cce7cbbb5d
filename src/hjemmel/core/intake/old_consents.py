"""Consents from before: what the rows of a file tell, and which of them can stand (Art. 7(1)).

A finding has the number of its row and what is wrong with it; never who it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from enum import Enum
from zoneinfo import ZoneInfo

from ..datamap import ConsentProof, DataMap
from ..facts import About, ConsentGiven, Facts, Objection
from ..moment import moment_of, read_day
from ..permission.consents import BY_USE
from ..terms import Basis
from ..texts.free_text import is_reference


class Column(Enum):
    IDENTITY = "identity"
    PURPOSE = "purpose"
    GIVEN = "given"
    WORDING = "wording"
    CHANNEL = "channel"
    PROOF = "proof"
    WITHDRAWN = "withdrawn"


NEEDED = tuple(column for column in Column if column is not Column.WITHDRAWN)
_HEADINGS = {
    Column.IDENTITY: "identity identitet epost email telefon phone mobil kundenummer kundenr customernumber",
    Column.PURPOSE: "purpose formål formal",
    Column.GIVEN: "given givenat gitt samtykket",
    Column.WORDING: "wording textversion text ordlyd tekst tekstversjon",
    Column.CHANNEL: "channel kanal",
    Column.PROOF: "proof evidence bevis",
    Column.WITHDRAWN: "withdrawn withdrawnat trukket",
}
_MEANS = {word: column for column, words in _HEADINGS.items() for word in words.split()}
_NORWEGIAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


class Wrong(Enum):
    """Why a row is not taken."""

    SPOILED = "the row could not be read as the others"
    NO_IDENTITY = "it does not say who"
    UNKNOWN_PURPOSE = "the purpose is not in the declaration"
    NO_CONSENT = "the purpose does not rest on consent"
    OWN_ROWS = (
        "rows of the company's own tell of consents to the purpose: write it there, beside the withdrawals"
    )
    NO_DAY = "the day it was given is missing, or is no day"
    FUTURE = "it is given or withdrawn in the future"
    NO_DAY_WITHDRAWN = "the day it was withdrawn is no day"
    ENDED_FIRST = "it is withdrawn before it is given"
    BY_USE = "nobody consents by using a service"
    UNKNOWN_CHANNEL = "the channel is not in the declaration"
    NO_EVIDENCE = "the wording or the proof is missing: nobody could show that it was given"
    NO_REFERENCE = "the wording and the proof are references without spaces, with nothing about a person"
    NOBODY = "nobody has the identity"
    SEVERAL = "several persons have the identity"
    SAID_NO_SINCE = "the person has said no to the purpose since"
    THERE = "it stands already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    row: int
    wrong: Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class OldConsent:
    """What one row tells. Whose it is, is known when the identity has been looked up."""

    row: int
    identity: str = field(repr=False)
    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None
    text_version: str
    channel: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What can stand, and what is wrong with the other rows."""

    consents: tuple[ConsentGiven, ...]
    findings: tuple[Finding, ...]


def columns_of(headings: Sequence[str]) -> Mapping[Column, int]:
    """Which column holds what: the first that may hold it."""
    found: dict[Column, int] = {}
    for number, heading in enumerate(headings):
        column = _MEANS.get("".join(sign for sign in heading.casefold() if sign.isalnum()))
        if column:
            found.setdefault(column, number)
    return found


# ---- a row by itself ---------------------------------------------------------------------------------------


def read(
    row: int, told: Mapping[Column, str], data_map: DataMap, now: datetime
) -> OldConsent | tuple[Finding, ...]:
    """The consent that a row tells of, or everything that is wrong with it."""
    given, withdrawn = (
        _moment(told.get(column, ""), data_map.zone) for column in (Column.GIVEN, Column.WITHDRAWN)
    )
    wrong = [*_wrong_with_words(told, data_map, now), *_wrong_with_days(told, given, withdrawn, now)]
    if wrong or given is None:
        return tuple(Finding(row=row, wrong=one) for one in wrong)
    return OldConsent(
        row=row,
        identity=told[Column.IDENTITY],
        purpose=told[Column.PURPOSE],
        given_at=given,
        withdrawn_at=withdrawn,
        text_version=told[Column.WORDING],
        channel=told[Column.CHANNEL],
        proof=told[Column.PROOF],
    )


def _wrong_with_words(told: Mapping[Column, str], data_map: DataMap, now: datetime) -> Iterator[Wrong]:
    if not told.get(Column.IDENTITY):
        yield Wrong.NO_IDENTITY
    purpose = data_map.purposes.get(told.get(Column.PURPOSE, ""))
    if purpose is None:
        yield Wrong.UNKNOWN_PURPOSE
    elif Basis.CONSENT not in purpose.basis.values():
        yield Wrong.NO_CONSENT
    elif any(purpose.name in _told_of(proof) for proof in data_map.consents):
        # A withdrawal that stands there alone would be outdone by what is taken here.
        yield Wrong.OWN_ROWS
    channel = told.get(Column.CHANNEL, "")
    if channel == BY_USE:
        yield Wrong.BY_USE
    elif channel not in data_map.declaration.channels:
        yield Wrong.UNKNOWN_CHANNEL
    evidence = [told.get(column, "") for column in (Column.WORDING, Column.PROOF)]
    if not all(evidence):
        yield Wrong.NO_EVIDENCE
    elif not all(is_reference(text, now.date()) for text in evidence):
        yield Wrong.NO_REFERENCE


def _told_of(proof: ConsentProof) -> Collection[str]:
    """The purposes that rows of the company's own tell of consents to."""
    to = proof.meaning.to
    return (to,) if isinstance(to, str) else tuple(to.values.values())


def _wrong_with_days(
    told: Mapping[Column, str], given: datetime | None, withdrawn: datetime | None, now: datetime
) -> Iterator[Wrong]:
    if given is None:
        yield Wrong.NO_DAY
    if withdrawn is None and told.get(Column.WITHDRAWN):
        yield Wrong.NO_DAY_WITHDRAWN
    if any(moment and moment > now for moment in (given, withdrawn)):
        yield Wrong.FUTURE
    if given and withdrawn and withdrawn < given:
        yield Wrong.ENDED_FIRST


def _moment(text: str, zone: str) -> datetime | None:
    """The moment, or the beginning of the day where only that is told; None if it is neither."""
    norwegian = _NORWEGIAN_DAY.fullmatch(text)
    iso = f"{norwegian[3]}-{norwegian[2]:0>2}-{norwegian[1]:0>2}" if norwegian else text
    found = moment_of(iso, zone)
    if found is None:
        day = read_day(iso, zone, zone)
        found = datetime.combine(day, time(), ZoneInfo(zone)) if isinstance(day, date) else None
    return found.astimezone(UTC) if found else None


# ---- among the others --------------------------------------------------------------------------------------


def settle(told: Iterable[tuple[OldConsent, Sequence[About]]], facts: Facts) -> Settled:
    """Which of these can stand beside what stands, each with the persons who have its identity.

    A no is never undone by an older yes: neither one that stands here, nor one in the file."""
    findings: list[Finding] = []
    theirs: dict[_Which, tuple[int, ConsentGiven]] = {}
    for one, persons in told:
        if len(persons) != 1:
            wrong = Wrong.SEVERAL if persons else Wrong.NOBODY
            findings.append(Finding(row=one.row, wrong=wrong))
            continue
        consent = _consent(one, persons[0])
        before = theirs.setdefault(_which(consent), (one.row, consent))
        if before[0] != one.row:
            findings.append(Finding(row=one.row, wrong=Wrong.THERE))
            if before[1].withdrawn_at is None:
                theirs[_which(consent)] = (before[0], replace(before[1], withdrawn_at=consent.withdrawn_at))
    standing = {_which(one): one for one in facts.consents}
    noes = _noes([*facts.consents, *(one for _, one in theirs.values())], facts)
    taken: list[ConsentGiven] = []
    for row, consent in theirs.values():
        found = _against(consent, standing.get(_which(consent)), noes)
        if found:
            findings.append(Finding(row=row, wrong=found))
        else:
            taken.append(consent)
    return Settled(
        consents=tuple(taken),
        findings=tuple(sorted(findings, key=lambda finding: (finding.row, finding.wrong.name))),
    )


_Which = tuple[About, str, datetime]
_Noes = Mapping[tuple[About, str], datetime]


def _which(consent: ConsentGiven) -> _Which:
    return consent.about, consent.purpose, consent.given_at


def _consent(one: OldConsent, person: About) -> ConsentGiven:
    return ConsentGiven(
        about=person,
        purpose=one.purpose,
        given_at=one.given_at,
        withdrawn_at=one.withdrawn_at,
        text_version=one.text_version,
        channel=one.channel,
        proof=one.proof,
    )


def _noes(consents: Iterable[ConsentGiven], facts: Facts) -> _Noes:
    """The last time each person said no to each purpose."""
    last: dict[tuple[About, str], datetime] = {}
    said = [(one.about, one.purpose, one.withdrawn_at) for one in consents if one.withdrawn_at]
    said += [
        (one.about, one.purpose, one.at)
        for one in facts.objections
        if one.state in (Objection.RAISED, Objection.UPHELD)
    ]
    for about, purpose, at in said:
        last[about, purpose] = max(at, last.get((about, purpose), at))
    return last


def _against(consent: ConsentGiven, standing: ConsentGiven | None, noes: _Noes) -> Wrong | None:
    if standing and (standing.withdrawn_at or consent.withdrawn_at is None):
        return Wrong.THERE
    said_no = noes.get((consent.about, consent.purpose))
    if consent.withdrawn_at is None and said_no and said_no >= consent.given_at:
        return Wrong.SAID_NO_SINCE
    return None
