"""The mission page: each promise of the five reference statements, what realises it, and how it is tried.

From parsed `mission.yaml` and the data map to markdown. Verdicts come from outside; none is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import NotYetProbe, Probe, VouchedProbe
from hjemmel.core.terms import Grade, Verdict

_KEYS = {"id", "asks", "element", "kept", "why"}
_ID = re.compile(r"P00[0-4]-\d{2}", re.ASCII)
_ROW = re.compile(r"\| (P00[0-4]-\d{2}) \|.*\| ([A-Z ]+) \|", re.ASCII)


class Kept(Enum):
    """What became of a promise that a real statement makes."""

    AS_STATED = "as_stated"
    CORRECTED = "corrected"
    """Unclear, incomplete or too wide; the profile says it as it should be."""
    REPLACED = "replaced"
    """Not lawful or not true as stated; something else takes its place."""

    @property
    def title(self) -> str:
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One entry of `mission.yaml`."""

    id: str
    asks: str
    element: str
    """A dotted place in the profile's declaration."""
    kept: Kept
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise, with what the declaration says of it."""

    asked: Asked
    grade: Grade
    probe: Probe
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One company's promises."""

    profile: str
    company: str
    rows: tuple[Row, ...]


def asked(data: object) -> tuple[Asked, ...]:
    """The entries of a parsed `mission.yaml`, which is our own file: ValueError if one is wrong."""
    if not isinstance(data, list):
        raise ValueError("mission.yaml is a list")
    return tuple(_asked(entry) for entry in data)


def _asked(entry: object) -> Asked:
    if not isinstance(entry, Mapping) or not entry.keys() <= _KEYS:
        raise ValueError(f"mission.yaml: not an entry: {entry}")
    texts = {key: value for key, value in entry.items() if isinstance(value, str) and value}
    if texts.keys() != entry.keys() or not _ID.fullmatch(texts.get("id", "")):
        raise ValueError(f"mission.yaml: {entry.get('id')} has an empty text, or no id of the catalogue")
    kept = Kept(texts["kept"])
    if (kept is Kept.AS_STATED) == ("why" in texts):
        raise ValueError(f"mission.yaml: {texts['id']} says why exactly if it is corrected or replaced")
    return Asked(
        id=texts["id"], asks=texts["asks"], element=texts["element"], kept=kept, why=texts.get("why", "")
    )


def section(
    profile: str, entries: Iterable[Asked], map: DataMap, verdicts: Mapping[str, Verdict] | None = None
) -> Section:
    """What each promise rests on in this declaration. ValueError if one is not promised there."""
    promises = map.declaration.promises
    rows = []
    for entry in sorted(entries, key=lambda entry: entry.id):
        if entry.id not in promises:
            raise ValueError(f"{profile}: {entry.id} is not among the promises of hjemmel.yaml")
        promise = promises[entry.id]
        rows.append(Row(asked=entry, grade=promise.grade, probe=promise.probe))
    whole = Section(profile=profile, company=map.declaration.organisation.name, rows=tuple(rows))
    return judged(whole, verdicts) if verdicts else whole


def judged(whole: Section, verdicts: Mapping[str, Verdict]) -> Section:
    """The same section with the verdicts there are. What has no verdict is UNKNOWN."""
    rows = (replace(row, verdict=verdicts.get(row.asked.id, Verdict.UNKNOWN)) for row in whole.rows)
    return replace(whole, rows=tuple(rows))


def verdicts_on(page: str) -> dict[str, Verdict]:
    """The verdicts that an earlier page shows, by promise."""
    words = {verdict.value for verdict in Verdict}
    found = (_ROW.fullmatch(line) for line in page.splitlines())
    return {row[1]: Verdict(row[2]) for row in found if row and row[2] in words}


# ---- the page ---------------------------------------------------------------------------------------------


def page(sections: Sequence[Section]) -> str:
    """The whole page as markdown."""
    rows = [row for whole in sections for row in whole.rows]
    return "\n".join((*_opening(rows), *(line for whole in sections for line in _section(whole)))) + "\n"


def _opening(rows: Sequence[Row]) -> Iterator[str]:
    kept = {kind: sum(row.asked.kept is kind for row in rows) for kind in Kept}
    waiting = sum(isinstance(row.probe, NotYetProbe) for row in rows)
    yield "# The mission, promise by promise"
    yield ""
    yield "<!-- Written by `hjemmel mission`. Change the profiles' files, not this page. -->"
    yield ""
    yield (
        f"Five real privacy statements make {len(rows)} promises. This page says of each what it asks, which"
        " part of a profile's declaration realises it, whether it is kept as stated, and how it is tried."
    )
    yield (
        f"{kept[Kept.AS_STATED]} are kept as stated, {kept[Kept.CORRECTED]} are corrected and"
        f" {kept[Kept.REPLACED]} are replaced, with the reason beside them."
        f" {waiting} have no probe yet: they are UNKNOWN, and the page says what is missing."
    )
    yield ""
    yield "Grades: *measured* is enforced and proved by records, *tested* is probed, *attested* is a person's"
    yield "word that expires."
    if any(row.verdict for row in rows):
        yield "Verdicts are those of the demo on the day it was made, before anything is mended."


def _section(whole: Section) -> Iterator[str]:
    has_verdicts = any(row.verdict for row in whole.rows)
    titles = [
        "Promise",
        "Asks",
        "Realised by",
        "Kept",
        "Grade",
        "Probe",
        *(["Verdict"] if has_verdicts else []),
    ]
    yield ""
    yield f"## {whole.profile}: {whole.company}"
    yield ""
    yield _line(titles)
    yield _line(["---"] * len(titles))
    for row in whole.rows:
        yield _line(_cells(row))


def _cells(row: Row) -> Iterator[str]:
    asked = row.asked
    yield asked.id
    yield asked.asks
    yield f"`{asked.element}`"
    yield f"{asked.kept.title}: {asked.why}" if asked.why else asked.kept.title
    yield row.grade.value
    yield probe_told(row.probe)
    if row.verdict:
        yield row.verdict.value


def probe_told(probe: Probe) -> str:
    """The probe in a few words; what is missing where there is none."""
    if isinstance(probe, NotYetProbe):
        return f"not yet: {probe.missing.en}"
    if isinstance(probe, VouchedProbe):
        return f"vouched every {probe.every}"
    needs = getattr(probe, "needs", None)
    return f"{probe.kind}; also needed: {needs.en}" if isinstance(needs, Text) else probe.kind


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
