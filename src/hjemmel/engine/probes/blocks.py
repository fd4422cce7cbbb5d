"""Blocked addresses: each with its reason and its day of review, renewed as was said, and gone when it has run out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from hjemmel.core.declaration.promises import BlocksProbe, RetentionProbe
from hjemmel.core.declaration.web_traces import BlockTrace
from hjemmel.core.moment import Day, NotADay, local_day, read_day
from hjemmel.core.promise import Measurement
from hjemmel.core.website.web_log import Block

from .ages import retention
from .sight import Sight, nothing
from .together import together
from .words import in_en, in_nb

_UNREADABLE = "unreadable"


def blocks(probe: BlocksProbe, sight: Sight) -> Measurement:
    """Each address that stands blocked is a case, in the company's tables and on our own pages. One may lack several things,
    and is one breach."""
    traces = [
        (one.collection, one.meaning)
        for one in sight.traces(BlockTrace)
        if isinstance(one.meaning, BlockTrace)
    ]
    if not traces and not sight.kept.blocks:
        return nothing(sight, "Ingen tabell forteller om sperringer.", "No table tells of blocks.")
    found = [
        lacking for collection, meaning in traces for lacking in _in_rows(collection, meaning, probe, sight)
    ]
    found += [
        _lacking_of_ours(one, probe, sight) for one in sight.kept.blocks if one.mark and not one.lifted_at
    ]
    told = Counter(what for lacking in found for what in lacking)
    systems = frozenset(collection.partition(".")[0] for collection, _ in traces)
    seen = Measurement(
        at=sight.now,
        cases=len(found),
        breaches=sum(bool(lacking - {_UNREADABLE}) for lacking in found),
        unknown=told[_UNREADABLE],
        in_scope=systems,
        observed=sight.observed,
        seen_nb=f"Sperringer lest: {in_nb(len(found))}. Uten grunn: {in_nb(told['reason'])}. Uten ny vurdering i tide:"
        f" {in_nb(told['review'])}. Forlenget uten grunn eller godkjenning: {in_nb(told['renewal'])}. For langt fram:"
        f" {in_nb(told['long'])}.",
        seen_en=f"Blocks read: {in_en(len(found))}. Without a reason: {in_en(told['reason'])}. Not reviewed in time:"
        f" {in_en(told['review'])}. Renewed without a reason or an approver: {in_en(told['renewal'])}. For too long:"
        f" {in_en(told['long'])}.",
    )
    places = tuple(collection for collection, _ in traces)
    return (
        together(seen, retention(RetentionProbe(kind="retention", collections=places), sight))
        if places
        else seen
    )


def _in_rows(
    collection: str, meaning: BlockTrace, probe: BlocksProbe, sight: Sight
) -> Iterator[frozenset[str]]:
    if collection.partition(".")[0] not in sight.observed:
        return
    columns = dict(meaning.columns())
    for row in sight.read(collection, tuple(dict.fromkeys(columns.values()))):
        if str(row[meaning.address] or "").strip():
            yield frozenset(
                _lacking(
                    collection, {key: row[column] for key, column in columns.items()}, columns, probe, sight
                )
            )


def _lacking(
    collection: str, told: Mapping[str, object], columns: Mapping[str, str], probe: BlocksProbe, sight: Sight
) -> Iterator[str]:
    shape, zone = sight.map.collections[collection].shape, sight.map.zone

    def day(key: str) -> Day:
        # A blank text is no day, and none was meant.
        value = told.get(key)
        return read_day(None if value == "" else value, shape.zones.get(columns.get(key, ""), zone), zone)

    if not _is_told(told.get("reason")):
        yield "reason"
    placed, again, review, renewed = day("at"), day("incident"), day("review"), day("renewed_to")
    if renewed is not None and not (
        _is_told(told.get("renewal_reason")) and _is_told(told.get("renewed_by"))
    ):
        yield "renewal"
    if not isinstance(placed, date) or any(isinstance(one, NotADay) for one in (again, review, renewed)):
        yield _UNREADABLE
        return
    last = max(one for one in (placed, again) if isinstance(one, date))
    today = local_day(sight.now, zone)
    if not isinstance(review, date) or review < today:
        yield "review"
    ends = [one for one in (review, renewed) if isinstance(one, date)]
    if any(one > max(today, last) + probe.at_a_time or one > last + probe.at_most for one in ends):
        yield "long"


def _lacking_of_ours(one: Block, probe: BlocksProbe, sight: Sight) -> frozenset[str]:
    today, placed = local_day(sight.now, sight.map.zone), local_day(one.placed_at, sight.map.zone)
    lacking = {"reason"} if not one.reason or not one.case else set()
    if one.until < today:
        lacking.add("review")
    if one.until > today + probe.at_a_time or one.until > placed + probe.at_most:
        lacking.add("long")
    return frozenset(lacking)


def _is_told(value: object) -> bool:
    return bool(str(value or "").strip())
