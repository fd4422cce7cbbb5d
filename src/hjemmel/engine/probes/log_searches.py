"""Whether the web log is read as declared: counted from the searches that were kept, and from who saw the log as rows."""

from __future__ import annotations

from hjemmel.core.declaration.promises import LogSearchesProbe
from hjemmel.core.promise import Measurement
from hjemmel.core.website.web_log import CASE, LogSearch

from .sight import Sight, nothing
from .words import in_en, in_nb


def log_searches(probe: LogSearchesProbe, sight: Sight) -> Measurement:
    """Each search is a case; with `joins` those alone that tied the log to a person. Rows of the log that were seen, or made
    figures of, for another purpose are breaches."""
    declared = sight.map.declaration.web_log
    if declared is None:
        return nothing(sight, "Ingen logg er erklært.", "No web log is declared.")
    purposes = frozenset(declared.purposes)
    searches = [one for one in sight.kept.log_searches if one.request or not probe.joins]
    outside = [one for one in searches if one.purpose not in purposes]
    loose = [one for one in searches if CASE.fullmatch(one.case) is None]
    tied = [one for one in searches if one.request and declared.joined_with_person == "never"]
    seen = _seen_otherwise(probe, sight, purposes)
    return Measurement(
        at=sight.now,
        cases=len(searches),
        breaches=len({id(one) for one in (*outside, *loose, *tied)}) + seen,
        observed=sight.observed,
        missing_nb=probe.needs.nb if probe.needs and searches else "",
        missing_en=probe.needs.en if probe.needs and searches else "",
        seen_nb=f"Søk i loggen: {in_nb(len(searches))}, av dem koblet til en person: {in_nb(_joins(searches))}. Til andre"
        f" formål enn oppgitt: {in_nb(len(outside))}. Uten saksnummer: {in_nb(len(loose))}. Koblet uten lov:"
        f" {in_nb(len(tied))}. Ganger loggen ble sett som rader eller tall til noe annet: {in_nb(seen)}.",
        seen_en=f"Searches of the log: {in_en(len(searches))}, of which tied to a person: {in_en(_joins(searches))}. For"
        f" other purposes than declared: {in_en(len(outside))}. Without a case number: {in_en(len(loose))}. Tied although"
        f" it may not be: {in_en(len(tied))}. Times the log was seen as rows or figures for something else: {in_en(seen)}.",
    )


def _seen_otherwise(probe: LogSearchesProbe, sight: Sight, purposes: frozenset[str]) -> int:
    seen = sum(
        one.purpose not in purposes and any(name in probe.collections for name, _ in one.columns)
        for one in sight.kept.accesses.seen
    )
    figures = sum(
        one.purpose not in purposes and one.collection in probe.collections for one in sight.kept.extracts
    )
    return seen + figures


def _joins(searches: list[LogSearch]) -> int:
    return sum(bool(one.request) for one in searches)
