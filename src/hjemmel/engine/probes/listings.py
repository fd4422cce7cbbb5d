"""What was sent to directory enquiries, against what each subscriber has chosen today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from hjemmel.core.datamap import Hop, Trace
from hjemmel.core.declaration.inside import FeedTrace, ListingTrace
from hjemmel.core.moment import local_day, read_day
from hjemmel.core.promise import Measurement

from .sight import Sight, nothing
from .words import in_en, in_nb

TELLS = {"secret": 0, "partly": 1, "listed": 2}
"""How much each word tells."""
OVER = "over"
"""The subscription has ended: nothing is chosen any more."""
NOTHING = "nothing"
"""Nobody has chosen: then nothing may be sent."""


def listings(sight: Sight) -> Measurement:
    """The newest that was sent of each subscription is a case."""
    pairs = list(_pairs(sight))
    feeds = [feed.collection for feed in sight.traces(FeedTrace)]
    systems = frozenset(
        name.partition(".")[0] for name in (*feeds, *(listing.collection for _, listing, _ in pairs))
    )
    # What is sent of subscriptions whose choices stand in no table can be compared with nothing.
    alone = len(set(feeds) - {feed.collection for feed, _, _ in pairs})
    if not pairs:
        return nothing(
            sight,
            "Ingen tabell i deklarasjonen forteller hva som sendes til nummeropplysningen.",
            "No declared table tells what is sent to directory enquiries.",
        )
    seen: Counter[str] = Counter()
    if systems <= sight.observed:
        for feed, listing, hop in pairs:
            chosen = dict(_chosen(sight, listing, hop))
            for key, level in _sent(sight, feed, hop).items():
                seen[_judged(level, chosen.get(key, ""))] += 1
    cases = seen.total() - seen[OVER]
    return Measurement(
        at=sight.now,
        cases=cases,
        breaches=seen["secret"] + seen["more"],
        unknown=seen["unknown"] + alone,
        in_scope=systems,
        observed=sight.observed,
        seen_nb=f"Oppføringer sammenlignet: {in_nb(cases)}. Hemmelige numre som er sendt: {in_nb(seen['secret'])}."
        f" Oppføringer som sier mer enn kunden har valgt: {in_nb(seen['more'])}.",
        seen_en=f"Listings compared: {in_en(cases)}. Secret numbers that were sent: {in_en(seen['secret'])}."
        f" Listings that tell more than the customer has chosen: {in_en(seen['more'])}.",
    )


def _pairs(sight: Sight) -> Iterator[tuple[Trace, Trace, Hop]]:
    """Each table of what was sent, with that of the choices, and the reference between them."""
    choices = {trace.collection: trace for trace in sight.traces(ListingTrace)}
    for feed in sight.traces(FeedTrace):
        assert isinstance(feed.meaning, FeedTrace)
        for hop in sight.map.collections[feed.collection].hops:
            if hop.columns == (feed.meaning.of,) and hop.parent in choices:
                yield feed, choices[hop.parent], hop


def _chosen(sight: Sight, trace: Trace, hop: Hop) -> Iterator[tuple[object, str]]:
    """What each has chosen, by the column's word or by what was told to Hjemmel; of two, the one that tells less."""
    assert isinstance(trace.meaning, ListingTrace)
    meaning, collection = trace.meaning, sight.map.collections[trace.collection]
    told = _told(sight, trace.collection)
    columns = dict.fromkeys(
        [*collection.shape.key, *hop.theirs, *(column for _, column in meaning.columns())]
    )
    for row in sight.read(trace.collection, list(columns)):
        if meaning.ended and _is_past(sight, trace.collection, meaning.ended, row):
            yield row[hop.theirs[0]], OVER
            continue
        word = str(row[meaning.choice] or "")
        key = tuple(str(row[column]) for column in collection.shape.key)
        said = [one for one in (meaning.choices.get(word, word), told.get(key, "")) if one]
        # A word that nobody knows may mean anything: what else was said does not outweigh it.
        known = said if all(one in TELLS for one in said) else []
        yield row[hop.theirs[0]], min(known, key=TELLS.__getitem__, default="" if said else NOTHING)


def _is_past(sight: Sight, collection: str, column: str, row: Mapping[str, object]) -> bool:
    """Whether the day has come. One to come, or one that can't be read, has ended nothing."""
    shape = sight.map.collections[collection].shape
    day = read_day(row[column], shape.zone_of(column), shape.home_zone)
    return isinstance(day, date) and day <= local_day(sight.now, sight.map.zone)


def _told(sight: Sight, collection: str) -> Mapping[tuple[str, ...], str]:
    made = [one for one in sight.facts.listings if one.about.collection == collection]
    return {
        tuple(str(part) for part in one.about.key): one.listing.value
        for one in sorted(made, key=lambda one: (one.at, -TELLS[one.listing.value]))
    }


def _sent(sight: Sight, trace: Trace, hop: Hop) -> Mapping[object, str]:
    """The newest that was sent of each; of several at the same moment, what tells most. "": nobody can tell which is newest."""
    assert isinstance(trace.meaning, FeedTrace)
    meaning = trace.meaning
    newest: dict[object, tuple[str, int, str]] = {}
    unread: set[object] = set()
    for row in sight.read(trace.collection, [column for _, column in meaning.columns()]):
        if not _is_past(sight, trace.collection, meaning.sent, row):
            unread.add(row[hop.columns[0]])
            continue
        word = str(row[meaning.level] or "")
        level = meaning.levels.get(word, word)
        one = (str(row[meaning.sent]), TELLS.get(level, -1), level)
        key = row[hop.columns[0]]
        if key not in newest or one > newest[key]:
            newest[key] = one
    return {key: level for key, (_, _, level) in newest.items()} | dict.fromkeys(unread, "")


def _judged(level: str, chosen: str) -> str:
    if chosen == OVER:
        return OVER
    if level in TELLS and chosen == NOTHING:
        return "good" if level == "secret" else "more"
    if level not in TELLS or chosen not in TELLS:
        return "unknown"
    if TELLS[level] <= TELLS[chosen]:
        return "good"
    return "secret" if chosen == "secret" else "more"
