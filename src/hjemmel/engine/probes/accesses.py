"""Who inside may see what, and who has seen it: counted anew from what was granted, reviewed, listed and noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hjemmel.core.datamap import Collection, Hop, Trace
from hjemmel.core.declaration.inside import AccessTrace
from hjemmel.core.declaration.promises import AccessesProbe, ExtractsProbe, RetentionProbe
from hjemmel.core.entrance.access import QUARTER, Accessed, Grant
from hjemmel.core.entrance.token import Right
from hjemmel.core.moment import Day, NotADay, local_day, read_day
from hjemmel.core.promise import Measurement

from .ages import retention
from .extracts import extracts
from .sight import Sight, nothing
from .together import together
from .words import EN, NB, in_en, in_nb

SEES_PEOPLE = frozenset((Right.READ, Right.WRITE, Right.CHOOSE, Right.DISCLOSE))
"""What lets a program see or change somebody's data."""
WARNED = timedelta(days=14)
"""So long before a review is due, the promise is at risk."""
Row = Mapping[str, object]


def accesses(probe: AccessesProbe, sight: Sight) -> Measurement:
    """Each grant, each row that gives access, and each time somebody saw values is a case."""
    found = _Found()
    _grants(probe, sight, found)
    _tokens(probe, sight, found)
    _seen(probe, sight, found)
    systems = _listed(probe, sight, found)
    if not found.seen["cases"] and systems <= sight.observed:
        return nothing(sight, "Ingen har fått tilgang til noe ennå.", "Nobody has been given access yet.")
    measured = Measurement(
        at=sight.now,
        cases=found.seen["cases"],
        breaches=found.breaches,
        unknown=found.seen["unknown"],
        in_scope=systems,
        observed=sight.observed,
        risk_nb=_soon_nb(found),
        risk_en=_soon_en(found),
        seen_nb=_said(found.seen, "nb"),
        seen_en=_said(found.seen, "en"),
    )
    measured = _unlisted(probe, measured, sight)
    more = []
    if "ages" in probe.also:
        more.append(retention(RetentionProbe(kind="retention", collections=probe.collections), sight))
    if "groups" in probe.also:
        more.append(extracts(ExtractsProbe(kind="extracts"), sight))
    return together(measured, *(one for one in more if one.cases or one.in_scope))


def _unlisted(probe: AccessesProbe, seen: Measurement, sight: Sight) -> Measurement:
    """Who has access in the company's own systems no grant of ours can tell: some table must list it."""
    if sight.traces(AccessTrace):
        return seen
    declared = sight.map.declaration.systems
    places = {
        one.system
        for one in sight.map.collections.values()
        if (not probe.collections or one.name in probe.collections)
        and declared[one.system].connect.kind != "register"
        and any(group.is_personal for group in one.groups)
    }
    titles = [declared[name].title for name in declared if name in places]
    if not titles:
        return seen
    return replace(
        seen,
        missing_nb=f"Ingen tabell forteller hvem som har tilgang her: {NB.listed([one.nb for one in titles])}.",
        missing_en=f"No table tells who has access here: {EN.listed([one.en for one in titles])}.",
    )


@dataclass(slots=True)
class _Found:
    seen: Counter[str] = field(default_factory=Counter)
    soon: list[date] = field(default_factory=list)
    """Days within two weeks by which a grant must be gone through."""

    @property
    def breaches(self) -> int:
        return sum(self.seen[kind] for kind in _WORDS)


# ---- what was granted ---------------------------------------------------------------------------------------


def _grants(probe: AccessesProbe, sight: Sight, found: _Found) -> None:
    kept, zone = sight.kept.accesses, sight.map.zone
    today = local_day(sight.now, zone)
    open_accounts = {account.id for account in kept.accounts if account.is_open}
    for grant in kept.grants:
        if grant.ended_at is not None or (grant.ends is not None and grant.ends < today):
            continue
        if not any(_is_about(sight, name, probe) for name in grant.purposes):
            continue
        found.seen["cases"] += 1
        due = _due(sight, grant)
        if grant.account not in open_accounts:
            found.seen["closed"] += 1
        elif grant.purposes - sight.map.purposes.keys():
            found.seen["no purpose"] += 1
        elif grant.purposes >= sight.map.purposes.keys() and grant.why_all is None:
            found.seen["all"] += 1
        elif due < today:
            found.seen["overdue"] += 1
        elif due <= today + WARNED:
            found.soon.append(due)


def _due(sight: Sight, grant: Grant) -> date:
    """The last day to go through the grant, from the last time somebody did and said that it is needed."""
    last = grant.given_at
    for review in sight.kept.accesses.reviews:
        if grant.id in review.kept and review.at > last:
            last = review.at
    return local_day(last, sight.map.zone) + QUARTER


def _is_about(sight: Sight, purpose: str, probe: AccessesProbe) -> bool:
    """Whether the promise is about what this purpose uses. A purpose that is no more is about everything."""
    known = sight.map.purposes.get(purpose)
    if not probe.collections or known is None:
        return True
    return any(line.collection in probe.collections for line in known.lines)


def _tokens(probe: AccessesProbe, sight: Sight, found: _Found) -> None:
    """A program's token is gone through like a grant: a quarter from when it was made, or last looked at."""
    today = local_day(sight.now, sight.map.zone)
    for token in sight.kept.accesses.tokens:
        if not token.lets_in(sight.now) or token.rights.isdisjoint(SEES_PEOPLE):
            continue
        if not any(_is_about(sight, name, probe) for name in token.purposes):
            continue
        found.seen["cases"] += 1
        looked = max(token.made_at, token.reviewed_at or token.made_at)
        due = local_day(looked, sight.map.zone) + QUARTER
        if token.purposes - sight.map.purposes.keys():
            found.seen["no purpose"] += 1
        elif token.purposes >= sight.map.purposes.keys():
            found.seen["all"] += 1
        elif due < today:
            found.seen["old token"] += 1
        elif due <= today + WARNED:
            found.soon.append(due)


# ---- what was seen ------------------------------------------------------------------------------------------


def _seen(probe: AccessesProbe, sight: Sight, found: _Found) -> None:
    for one in sight.kept.accesses.seen:
        if probe.collections and not any(name in probe.collections for name, _ in one.columns):
            continue
        found.seen["cases"] += 1
        if not _had(sight, one, one.at):
            found.seen["outside"] += 1
        elif any(name not in sight.map.collections for name, _ in one.columns):
            found.seen["unknown"] += 1
        elif not all(_uses(sight, one.purpose, name, column) for name, column in one.columns):
            found.seen["outside"] += 1


def _had(sight: Sight, one: Accessed, at: datetime) -> bool:
    """Whether the account, or the program, had the purpose at that moment."""
    day = local_day(at, sight.map.zone)
    if any(
        token.actor == one.account
        and one.purpose in token.purposes
        and token.made_at <= at < min(token.expires_at, token.ended_at or token.expires_at)
        for token in sight.kept.accesses.tokens
    ):
        return True
    return any(
        grant.account == one.account
        and one.purpose in grant.purposes
        and grant.given_at <= at
        and grant.begins <= day
        and (grant.ends is None or day <= grant.ends)
        and (grant.ended_at is None or at < grant.ended_at)
        for grant in sight.kept.accesses.grants
    )


def _uses(sight: Sight, purpose: str, collection: str, column: str) -> bool:
    """Whether the declaration says that the purpose uses the column: by a keep line, to reach somebody, or to tell who they are."""
    known = sight.map.purposes.get(purpose)
    place = sight.map.collections[collection]
    group = place.group_of(column)
    if known is None or group is None:
        return False
    if not group.is_personal:
        return True
    kept = any(line.collection == collection and group.category in line.categories for line in known.lines)
    who = {(collection, one) for one in place.identity_columns} if known.use_only else set()
    return kept or (collection, column) in who | _addresses(sight, purpose)


def _addresses(sight: Sight, purpose: str) -> set[tuple[str, str]]:
    marketing = sight.map.purposes[purpose].declared.direct_marketing
    channels = (sight.map.marketing.channels.get(name) for name in (marketing.channels if marketing else ()))
    return {address for channel in channels if channel for address in channel.addresses}


# ---- what the company's own tables list ---------------------------------------------------------------------


def _listed(probe: AccessesProbe, sight: Sight, found: _Found) -> frozenset[str]:
    """Judge the rows that give access; returns the systems they stand in."""
    systems: set[str] = set()
    for trace in sight.traces(AccessTrace):
        look = _Table(sight, trace)
        systems |= look.systems
        if look.systems <= sight.observed:
            for row in sight.read(trace.collection, look.columns):
                look.at(row, probe, found)
    return frozenset(systems)


class _Table:
    """A table whose rows give access."""

    def __init__(self, sight: Sight, trace: Trace) -> None:
        assert isinstance(trace.meaning, AccessTrace)
        self.sight, self.meaning = sight, trace.meaning
        self.collection = sight.map.collections[trace.collection]
        self.columns = [column for _, column in self.meaning.columns()]
        self.today = local_day(sight.now, sight.map.zone)
        self.above = next((hop for hop in self.collection.hops if hop.columns == (self.meaning.who,)), None)
        self._left: Mapping[object, Day] | None = None

    @property
    def systems(self) -> frozenset[str]:
        """Where it stands, and where it says who has left."""
        parents = [self.above.parent] if self.above and self.meaning.left else []
        return frozenset(name.partition(".")[0] for name in (self.collection.name, *parents))

    def at(self, row: Row, probe: AccessesProbe, found: _Found) -> None:
        ends = self._day(self.collection, row, self.meaning.ends) if self.meaning.ends else None
        if isinstance(ends, date) and ends < self.today:
            return
        purposes = self.meaning.roles.get(str(row[self.meaning.role]))
        if purposes and not any(_is_about(self.sight, name, probe) for name in purposes):
            return
        found.seen["cases"] += 1
        left = self.left.get(row[self.meaning.who], NotADay.NOT_A_DAY if self.meaning.left else None)
        if isinstance(left, date) and left < self.today:
            found.seen["left"] += 1
        elif not purposes:
            found.seen["no purpose"] += 1
        elif not all(day is None or isinstance(day, date) for day in (ends, left)):
            found.seen["unknown"] += 1

    @property
    def left(self) -> Mapping[object, Day]:
        """By who it is, the day that they left. Whoever is not here, nobody knows whether they have."""
        if self._left is None:
            self._left = dict(self._leavers(self.above)) if self.above and self.meaning.left else {}
        return self._left

    def _leavers(self, above: Hop) -> Iterator[tuple[object, Day]]:
        column = self.meaning.left or ""
        home = self.sight.map.collections[above.parent]
        for row in self.sight.read(home.name, [*above.theirs, column]):
            yield row[above.theirs[0]], self._day(home, row, column)

    def _day(self, collection: Collection, row: Row, column: str) -> Day:
        return read_day(row[column], collection.shape.zone_of(column), collection.shape.home_zone)


# ---- words --------------------------------------------------------------------------------------------------

_WORDS = {
    "closed": ("Tilhører en stengt konto", "Belonging to a closed account"),
    "left": ("Tilhører noen som har sluttet", "Belonging to somebody who has left"),
    "no purpose": ("Uten et deklarert formål", "Without a declared purpose"),
    "all": ("Alle formål uten en grunn", "Every purpose without a reason"),
    "overdue": ("Ikke gjennomgått det siste kvartalet", "Not gone through in the last quarter"),
    "old token": (
        "Tilgangsnøkler for programmer som ikke er gjennomgått det siste kvartalet",
        "Access tokens of programs not gone through in the last quarter",
    ),
    "outside": ("Sett uten tilgang", "Seen without an access right"),
}


def _said(seen: Counter[str], lang: str) -> str:
    figure = in_nb if lang == "nb" else in_en
    cases = figure(seen["cases"])
    parts = [
        f"Tilganger og visninger lest: {cases}."
        if lang == "nb"
        else f"Access rights and views read: {cases}."
    ]
    for kind, (nb, en) in _WORDS.items():
        if seen[kind]:
            parts.append(f"{nb if lang == 'nb' else en}: {figure(seen[kind])}.")
    if len(parts) == 1:
        parts.append("Alle er i orden." if lang == "nb" else "All are in order.")
    return " ".join(parts)


def _soon_nb(found: _Found) -> str:
    if not found.soon:
        return ""
    first = NB.date(min(found.soon))
    if len(found.soon) == 1:
        return f"Én tilgang må gjennomgås senest {first}."
    return f"{in_nb(len(found.soon))} tilganger må gjennomgås, den første senest {first}."


def _soon_en(found: _Found) -> str:
    if not found.soon:
        return ""
    first = EN.date(min(found.soon))
    if len(found.soon) == 1:
        return f"One access right must be gone through by {first}."
    return f"{in_en(len(found.soon))} access rights must be gone through, the first by {first}."
