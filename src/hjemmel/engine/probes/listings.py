"""What was sent to directory enquiries, against what each subscriber has chosen today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from hjemmel.core.datamap import Hop, Trace
from hjemmel.core.declaration.inside import FeedTrace, ListingTrace
from hjemmel.core.moment import local_day, moment_of, read_day
from hjemmel.core.promise import Measurement
from hjemmel.core.sharing.directory import SentListing

from .sight import Sight, nothing
from .words import in_en, in_nb

TELLS = {"secret": 0, "partly": 1, "listed": 2}
"""How much each word tells."""
OVER = "over"
"""The subscription has ended: nothing is chosen any more."""
NOTHING = "nothing"
"""Nobody has chosen: then nothing may be sent."""
Key = tuple[str, ...]
Row = Mapping[str, object]
Told = tuple[Trace, Trace, Hop]
"""The choices, what was sent of them, and the reference."""


def listings(sight: Sight) -> Measurement:
    """The newest that was sent of each subscription is a case."""
    told = list(_told_by_tables(sight))
    compared = {listing.collection: listing for listing, _, _ in told} | _given_from_here(sight)
    feeds = {feed.collection for feed in sight.traces(FeedTrace)}
    from_here = {one.about.collection for one in sight.kept.listings}
    systems = frozenset(name.partition(".")[0] for name in (*feeds, *compared))
    # What is sent of subscriptions whose choices stand in no table can be compared with nothing.
    alone = len(feeds - {feed.collection for _, feed, _ in told}) + len(from_here - set(compared))
    if not compared and not from_here:
        return nothing(
            sight,
            "Ingen tabell i deklarasjonen forteller hva som sendes til nummeropplysningen.",
            "No declared table tells what is sent to directory enquiries.",
        )
    seen: Counter[str] = Counter()
    if systems <= sight.observed:
        for listing in compared.values():
            chosen = {key: (word, row) for key, word, row in _chosen(sight, listing, told)}
            for key, level in _sent(sight, listing, told, chosen).items():
                seen[_judged(level, chosen[key][0] if key in chosen else "")] += 1
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


def _told_by_tables(sight: Sight) -> Iterator[Told]:
    """Each table of choices with one of what was sent, and the reference from this to that."""
    choices = {trace.collection: trace for trace in sight.traces(ListingTrace)}
    for feed in sight.traces(FeedTrace):
        assert isinstance(feed.meaning, FeedTrace)
        for hop in sight.map.collections[feed.collection].hops:
            if hop.columns == (feed.meaning.of,) and hop.parent in choices:
                yield choices[hop.parent], feed, hop


def _given_from_here(sight: Sight) -> dict[str, Trace]:
    """The tables of choices of which Hjemmel itself has made a file."""
    given = {one.about.collection for one in sight.kept.listings}
    return {one.collection: one for one in sight.traces(ListingTrace) if one.collection in given}


def _chosen(sight: Sight, trace: Trace, told: Iterable[Told]) -> Iterator[tuple[Key, str, Row]]:
    """What each has chosen, by the column's word or by what was told to Hjemmel; of two, the one that tells less."""
    assert isinstance(trace.meaning, ListingTrace)
    meaning, collection = trace.meaning, sight.map.collections[trace.collection]
    facts = _facts(sight, trace.collection)
    theirs = [hop.theirs[0] for listing, _, hop in told if listing is trace]
    own = [meaning.choice, *([meaning.ended] if meaning.ended else [])]
    for row in sight.read(trace.collection, list(dict.fromkeys([*collection.shape.key, *theirs, *own]))):
        key = tuple(str(row[column]) for column in collection.shape.key)
        if meaning.ended and _is_past(sight, trace.collection, meaning.ended, row):
            yield key, OVER, row
            continue
        word = str(row[meaning.choice] or "")
        said = [one for one in (meaning.choices.get(word, word), facts.get(key, "")) if one]
        # A word that nobody knows may mean anything: what else was said does not outweigh it.
        known = said if all(one in TELLS for one in said) else []
        yield key, min(known, key=TELLS.__getitem__, default="" if said else NOTHING), row


def _is_past(sight: Sight, collection: str, column: str, row: Mapping[str, object]) -> bool:
    """Whether the day has come. One to come, or one that can't be read, has ended nothing."""
    shape = sight.map.collections[collection].shape
    day = read_day(row[column], shape.zone_of(column), shape.home_zone)
    return isinstance(day, date) and day <= local_day(sight.now, sight.map.zone)


def _facts(sight: Sight, collection: str) -> Mapping[Key, str]:
    made = [one for one in sight.facts.listings if one.about.collection == collection]
    return {
        tuple(str(part) for part in one.about.key): one.listing.value
        for one in sorted(made, key=lambda one: (one.at, -TELLS[one.listing.value]))
    }


def _sent(
    sight: Sight, listing: Trace, told: Iterable[Told], chosen: Mapping[Key, tuple[str, Row]]
) -> Mapping[Key, str]:
    """The newest that was sent of each, by the company's tables and by Hjemmel's files. "": nobody can tell which is newest."""
    newest: dict[Key, tuple[datetime | None, str]] = {}
    for whose, feed, hop in told:
        if whose is listing:
            by_value = {row[hop.theirs[0]]: key for key, (_, row) in chosen.items()}
            for value, one in _sent_by_table(sight, feed, hop).items():
                # Of a subscription that is gone, nobody knows what was chosen: it is judged as such.
                newest[by_value.get(value, (feed.collection, str(value)))] = one
    for key, given in _from_files(sight, listing.collection).items():
        level = given.level.value
        at, earlier = newest.get(key, (given.at, level))
        if at is None:
            level = earlier if earlier not in TELLS else max(level, earlier, key=TELLS.__getitem__)
        elif at > given.at:
            level = earlier
        newest[key] = (given.at, level)
    return {key: level for key, (_, level) in newest.items()}


def _from_files(sight: Sight, collection: str) -> Mapping[Key, SentListing]:
    """The newest of each in Hjemmel's files; of several recipients, what tells most."""
    found: dict[Key, SentListing] = {}
    for one in sight.kept.listings:
        key = tuple(str(part) for part in one.about.key)
        if one.about.collection == collection and (
            key not in found or TELLS[one.level.value] > TELLS[found[key].level.value]
        ):
            found[key] = one
    return found


def _sent_by_table(sight: Sight, trace: Trace, hop: Hop) -> Mapping[object, tuple[datetime | None, str]]:
    """The newest of each in a table, and when it was sent, if the moment stands there; of several at the same moment, what
    tells most."""
    assert isinstance(trace.meaning, FeedTrace)
    meaning, shape = trace.meaning, sight.map.collections[trace.collection].shape
    newest: dict[object, tuple[str, int, str]] = {}
    moments: dict[object, datetime | None] = {}
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
            moments[key] = moment_of(row[meaning.sent], shape.zone_of(meaning.sent))
    found = {key: (moments[key], level) for key, (_, _, level) in newest.items()}
    return found | dict.fromkeys(unread, (None, ""))


def _judged(level: str, chosen: str) -> str:
    if chosen == OVER:
        return OVER
    if level == "secret":
        # It was taken out: whatever is chosen, nothing more can be given than was.
        return "good"
    if level in TELLS and chosen == NOTHING:
        return "more"
    if level not in TELLS or chosen not in TELLS:
        return "unknown"
    if TELLS[level] <= TELLS[chosen]:
        return "good"
    return "secret" if chosen == "secret" else "more"
