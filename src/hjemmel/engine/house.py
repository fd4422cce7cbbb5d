"""One company's house: its map, its systems, its stores, and what can be done with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from itertools import chain
from time import sleep
from typing import get_args

from hjemmel.connectors.protocol import Connector, Failure, Unreachable
from hjemmel.core.action import Action, Refusal, Review
from hjemmel.core.answer.reason import Reasons
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.data import MANUAL
from hjemmel.core.drift import STOPS, Drift, drift
from hjemmel.core.facts import (
    About,
    AddressGiven,
    Asked,
    ChannelDeclined,
    ConsentAsked,
    Fact,
    Facts,
    Hold,
    Linked,
    ListingChosen,
    Remembered,
    Restricted,
    SharingConsent,
    Suppressed,
    Washed,
)
from hjemmel.core.forecast import Forecast, WhatIf, month_ends
from hjemmel.core.grounds.asker import Asker
from hjemmel.core.grounds.claims import Claims
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.lists import keys_on, kinds_of
from hjemmel.core.lineage import Alike, Identity, Trace, identity
from hjemmel.core.moment import local_day
from hjemmel.core.observation import Observation
from hjemmel.core.order import ENDING
from hjemmel.core.plan import MadeFrom, Plan, plain, sealed
from hjemmel.core.promise import Evidence
from hjemmel.core.reasons import (
    because_kept_by_hand,
    because_more_than_went,
    because_no_room,
    because_unreached,
)
from hjemmel.core.receipt import Receipt
from hjemmel.core.retention import Proposal, after_paper, sweep
from hjemmel.core.rights.ask import Ask, asked, asks_in, batch_of, one_right, one_role
from hjemmel.core.rights.brings import brought
from hjemmel.core.rights.proposals import proposals
from hjemmel.core.selection import EVERY, Listed, Null, Scalar, Selection, Within, any_of, every, walk
from hjemmel.core.terms import Mode, WhenDue

from .census import Census
from .ends import Ends
from .forecast import forecast, what_if
from .kept import Kept
from .lookup import Found, Lookup
from .ports import Actor, Approval, Evidences, FactStore, Handover, Plans, Rolls, Watcher
from .probes import Sight, judge_all
from .renumbered import kept_by_facts, renumbered
from .replay import Again, CarriedOut, again
from .resolve import Resolver
from .roll import Enrolling, Strangers
from .room import Room
from .runner import Runner
from .stops import Stops
from .their_rows import TheirRows, row_key
from .trace import Tracer
from .vigil import Vigil
from .witness import Witness

Key = tuple[Scalar, ...]


BESIDE_GROUNDS = (
    Remembered,
    Restricted,
    Linked,
    AddressGiven,
    ChannelDeclined,
    ConsentAsked,
    ListingChosen,
    SharingConsent,
    Suppressed,
    Washed,
    Asked,
)
"""Facts that leave a plan as good as it was."""
UNDER_GROUNDS: tuple[type[Fact], ...] = tuple(kind for kind in get_args(Fact) if kind not in BESIDE_GROUNDS)
"""Facts that a plan rests on."""


class Refused(Exception):
    """The plan may not be approved or run. `args[0]` says why, and what to do."""


class Renumbered(Refused):
    """The plan names rows by numbers that their system has given anew since. Whoever asks is matched with rows again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One look at all systems."""

    observations: tuple[Observation, ...]
    unreached: tuple[str, ...]
    drift: Drift
    renumbered: frozenset[str] = frozenset()
    """Systems that have numbered rows anew which somebody must find again before anything is decided there: those under a
    hold, and those of people whose data are restricted."""

    @property
    def out_of_sight(self) -> frozenset[str]:
        """Systems about which nothing may be decided: not reached, not as declared, or numbered anew."""
        changed = {one.system for one in self.drift.differences if one.kind in STOPS}
        return frozenset((*self.unreached, *changed, *self.renumbered))


@dataclass(frozen=True, kw_only=True)
class House:
    """Everything the engine needs, handed in: no globals, no clock of its own."""

    map: DataMap
    connectors: Mapping[str, Connector]
    plans: Plans
    facts: FactStore
    evidences: Evidences
    clock: Callable[[], datetime]
    published: DataMap | None = None
    kept: Callable[[], Kept] = Kept
    """What Hjemmel has kept of what was done; probes read it."""
    handover: Handover | None = None
    """Where what a person is given goes, and where corrections come from. Without it such actions wait."""
    rolls: Rolls | None = None
    """Where those are enrolled whom processors are told of after a sweep. Without it nobody is named to them."""
    rest: Callable[[float], None] = sleep
    """Waits so many seconds between two batches, so that the system's own users are not kept waiting."""

    @property
    def today(self) -> date:
        return local_day(self.clock(), self.map.zone)

    def observe(self) -> Seen:
        """Describe every system; those that do not answer are named."""
        observations, unreached = [], []
        for name in self.map.declaration.systems:
            connector = self.connectors.get(name)
            try:
                if connector is None:
                    unreached.append(name)
                else:
                    observations.append(connector.describe())
            except Failure:
                unreached.append(name)
        return Seen(
            observations=tuple(observations),
            unreached=tuple(unreached),
            drift=drift(self.map, observations, unreached),
            renumbered=self._renumbered(observations),
        )

    def _renumbered(self, observations: Sequence[Observation]) -> frozenset[str]:
        if not any(one.numbered for one in observations):
            return frozenset()
        facts = self.facts.read(Hold, Restricted)
        return renumbered(observations, self.map, kept_by_facts(facts, self.today))

    def drift(self) -> Drift:
        return self.observe().drift

    # -- planning

    def plan_sweep(self, day: date | None = None) -> Plan:
        """Everything due on `day` (today if not given), counted and stored. A day to come makes a forecast."""
        plan = self.preview_sweep(day)
        self.plans.store(plan)
        return plan

    def preview_sweep(self, day: date | None = None) -> Plan:
        """The same plan, stored nowhere."""
        day = day or self.today
        seen, facts = self.observe(), self.facts.read()
        claims = Claims(self.map, day, facts, seen.out_of_sight)
        # One a day: what it reads of other systems for the counts serves the ends too.
        resolver_on = cache(lambda at: self._resolver(facts, at))
        ends = Ends(
            map=self.map,
            facts=facts,
            unreached=seen.out_of_sight,
            resolver_on=resolver_on,
            day=day,
        )
        room = Room(self.map, seen.observations)
        actions, refusals = _counted(list(sweep(claims, facts)), resolver_on(day), ends, room, self.map)
        refusals += [_unreached(name, self.map) for name in sorted(seen.out_of_sight)]
        return sealed(
            Plan(
                kind="sweep",
                day=day,
                made_at=self.clock(),
                made_from=self._made_from(seen, facts),
                actions=tuple(actions),
                refusals=tuple(refusals),
                forecast=day > self.today,
            )
        )

    def plan_request(self, *asks: Ask, actor: Actor) -> Plan:
        """What the ask does in all systems, counted and stored; it does nothing until it is approved.

        Several asks of one right are planned together: still one statement a collection."""
        plan = self.preview_request(*asks)
        self.facts.record(asked(asks, self.facts.read(Asked)), actor, self.clock())
        self.plans.store(plan)
        return plan

    def preview_request(self, *asks: Ask) -> Plan:
        """The same plan, stored nowhere."""
        seen, facts = self.observe(), self._with_asks(asks, self.facts.read())
        self._refuse_renumbered(seen.observations, asks)
        asker = Asker(batch_of(asks), one_role(asks))
        claims = Claims(self.map, self.today, facts, seen.out_of_sight, asker)
        resolver_on = cache(lambda at: self._resolver(facts, at, narrow=True))
        ends = Ends(
            map=self.map,
            facts=facts,
            unreached=seen.out_of_sight,
            resolver_on=resolver_on,
            day=self.today,
            asker=asker,
        )
        found = tuple(proposals(asks, claims, facts))
        acted = [one for one in found if not one.review]
        room = Room(self.map, seen.observations)
        actions, refusals = _counted(acted, resolver_on(self.today), ends, room, self.map)
        refusals += [_unreached(name, self.map) for name in sorted(seen.out_of_sight)]
        return sealed(
            Plan(
                kind=one_right(asks).value,
                day=self.today,
                made_at=self.clock(),
                made_from=self._made_from(seen, facts, whom=_whom(asks)),
                actions=tuple(actions),
                refusals=tuple(refusals),
                batch=asker.batch,
                reviews=_to_review([one for one in found if one.review], resolver_on(self.today)),
            )
        )

    def plan_replay(self, done: Sequence[CarriedOut], since: date | None = None) -> Plan:
        """What was erased or overwritten by these plans and has come back from a backup, counted and stored. Never more
        rows than went then; what is held now stays."""
        seen, facts = self.observe(), self.facts.read()
        claims = Claims(self.map, self.today, facts, seen.out_of_sight)
        found = list(again(claims, done, since))
        counts = self._resolver(facts, self.today).counts([one.proposal.rows for one in found])
        counted = [(one, rows) for one, rows in zip(found, counts, strict=True) if rows]
        refusals = [_too_many(one, rows, self.map) for one, rows in counted if rows > one.touched]
        refusals += [_unreached(name, self.map) for name in sorted(seen.out_of_sight)]
        plan = sealed(
            Plan(
                kind="replay",
                day=self.today,
                made_at=self.clock(),
                made_from=self._made_from(seen, facts),
                actions=tuple(_action(one.proposal, rows) for one, rows in counted if rows <= one.touched),
                refusals=tuple(refusals),
            )
        )
        self.plans.store(plan)
        return plan

    def forecast(self, months: int) -> Forecast:
        """What will go in so many months, this one included, as things stand; nothing is stored. Raises a Failure."""
        seen, facts = self.observe(), self.facts.read()
        ends = month_ends(self.today, months)
        return forecast(self.map, facts, seen.out_of_sight, partial(self._resolver, facts), ends)

    def what_if(self, new: House) -> WhatIf:
        """What the next sweep would do otherwise under another declaration of the same company. Raises a Failure."""
        facts = self.facts.read()
        # What the new one no longer names, it cannot ask for.
        unnamed = {
            one.system for name, one in self.map.collections.items() if name not in new.map.collections
        }
        out_of_sight = self.observe().out_of_sight | new.observe().out_of_sight | unnamed
        resolver = new._resolver(facts, self.today)
        return what_if(self.map, new.map, facts, out_of_sight, resolver, self.today)

    # -- holding

    def hard_stop(self, hold: Hold) -> date | None:
        """The day past which the declaration lets this hold keep nothing; None if there is none before it ends."""
        seen = self.observe()
        return Stops(
            map=self.map, facts=self.facts.read(), resolver=self._resolver, out_of_sight=seen.out_of_sight
        ).of(hold)

    def sizes(self, collections: Iterable[str]) -> Mapping[str, int]:
        """How many rows each of these has, with data or without. Raises a Failure."""
        wanted = sorted(collections)
        counts = self._resolver(self.facts.read(), self.today).counts(
            [Selection(one, EVERY) for one in wanted]
        )
        return dict(zip(wanted, counts, strict=True))

    # -- approving and doing

    def approve(self, digest: str, actor: Actor, *, looked_at: Collection[Review] = ()) -> Approval:
        """Approve exactly this digest, and let the facts stand that a request brings.

        Raises Refused for unknown, stale and future plans, and where something that must be looked at was not."""
        plan = self.plans.plan(digest)
        if plan is None:
            raise Refused("there is no plan with this full digest")
        if plan.forecast:
            raise Refused("a plan for a day to come is a forecast and cannot be approved")
        if any(review not in looked_at for review in plan.reviews):
            raise Refused("rows with somebody else's data have not been looked at; look, then approve")
        self._refuse_stale(plan)
        approval = Approval(plan=digest, by=actor, at=self.clock())
        facts = self.facts.read() if plan.batch else Facts()
        self.plans.approve(approval, brought(asks_in(plan.batch, facts), self.map, facts))
        return approval

    def advance(self, digest: str, actor: Actor, watcher: Watcher | None = None) -> Sequence[Receipt]:
        """Do what the approved plan says and has not been done. Can be called again after any break.

        A hold, or another fact that it rests on, which comes while it runs, wins: it ends before the next batch with
        Refused, and what was done has its receipts."""
        plan = self.plans.plan(digest)
        if plan is None or self.plans.approval(digest) is None:
            raise Refused("the plan is not approved")
        if self.rolls is not None and self.rolls.is_closed(digest):
            raise Refused("processors have been told what went by this plan; make a new plan")
        self._refuse_stale(plan)
        day = plan.day
        vigil = Vigil(
            newest=self.facts.newest, facts=partial(self._facts_of, plan), approved=plan.made_from.facts
        )

        def go_on(number: int, done: int) -> bool:
            if watcher is not None:
                watcher(plan, number, done)
            if done:
                self.rest(self._pause(plan.actions[number]))
            return vigil.lasts()

        runner = Runner(
            map=self.map,
            resolver=lambda action: self._resolver(
                self.facts.read(*_kinds_told_by(action.rows)), day, narrow=bool(plan.batch)
            ),
            plans=self.plans,
            facts=self.facts,
            clock=self.clock,
            unreached=frozenset(plan.made_from.unreached),
            handover=self.handover,
            enrolling=self._enrolling(plan),
            go_on=go_on,
        )
        receipts = runner.run(plan, actor)
        if vigil.is_over:
            raise Refused(
                "the plan is stale (facts changed while it ran); what is left is as it was; make a new plan"
            )
        return receipts

    def do_at_once(self, actions: Iterable[Action]) -> Sequence[Receipt]:
        """Each of them now, without a plan, an approval or anything stored: only for rows whose owner is this product
        itself. Broken off, they can be found and done again. Raises a Failure."""
        return [
            Witness(self._resolver(self.facts.read(), self.today), self.clock).carry_out(
                "", number, action, self.clock(), lambda done: True
            )
            for number, action in enumerate(actions)
        ]

    def is_overtaken(self, digest: str) -> bool:
        """What the plan rests on has changed, so that what is left of it is never done: a new one takes its place."""
        plan = self.plans.plan(digest)
        if plan is None or plan.made_from.declaration != self.map.digest:
            return True
        return plan.made_from.facts != self._facts_of(plan)

    def strangers(self, system: str) -> Strangers:
        """Who tells which people are known in this system no more. Raises Unreachable where it cannot be told."""
        seen = self.observe()
        if system in seen.out_of_sight:
            raise Unreachable(
                system, "nobody can tell who is still there", "try again when it answers and is as declared"
            )
        return Strangers(map=self.map, connectors=self.connectors, look=self._look(seen))

    def prove(self, digest: str, number: int, lost_before: int | None = None) -> int:
        """How many rows are left of an action that a person does, counted anew. None left: it gets its receipt.

        Rows that refer to what somebody took away first are left too: all that are `lost` now, but for as many as were so
        when the person was asked. None: that was not counted.

        Raises Refused for what is not approved, or is not done by hand."""
        plan, action = self._by_hand(digest, number)
        witness = Witness(self._resolver(self.facts.read(), plan.day), self.clock, self.handover)
        left = self._system_of(action).count(witness.to_do(action))
        if not left and lost_before is not None:
            left = max(0, self._lost(plan, action) - lost_before)
        if not left and plan.batch:
            left = self._rows_of_paper(plan, action)
        if not left:
            begun_at = self.plans.begin(digest, number, self.clock())
            self.plans.finish(
                Receipt(
                    plan=digest,
                    action=number,
                    verb=action.verb.value,
                    collection=action.rows.collection,
                    expected=action.expected,
                    touched=action.expected,
                    left=0,
                    begun_at=begun_at,
                    ended_at=self.clock(),
                )
            )
        return left

    def _rows_of_paper(self, plan: Plan, action: Action) -> int:
        """What is left of the rows whose paper has been destroyed. Whoever asked is told that they are erased, so they go now,
        and wait for no sweep; but not where something has come in between that they may be held for, and not by a program where
        a person does all."""
        collection = self.map.collections[action.rows.collection]
        rows = after_paper(action.rows, collection)
        if rows is None:
            return 0
        rows, system = self._resolver(self.facts.read(), plan.day).resolve(rows), self._system_of(action)
        is_ours = collection.mode is Mode.ACT and collection.when_due is WhenDue.ERASE
        if is_ours and not self.is_overtaken(plan.digest):
            system.erase(rows, at_most=action.expected)
        return system.count(rows)

    def lost(self, digest: str, number: int) -> int:
        """How many rows of what a person does refer to rows of the same system that are not there: whose they are cannot be
        told. Raises Refused, or a Failure."""
        plan, action = self._by_hand(digest, number)
        return self._lost(plan, action)

    def _lost(self, plan: Plan, action: Action) -> int:
        if action.verb not in ENDING:
            return 0
        resolver, lost = self._resolver(self.facts.read(), plan.day), []
        for hop in self.map.collections[action.rows.collection].hops:
            if not hop.match and hop.parent.partition(".")[0] == action.rows.system:
                told = (Null(column, yes=False) for column in hop.columns)
                there = Within(hop.columns, Selection(hop.parent, EVERY), hop.theirs, yes=False)
                lost.append(every(*told, there))
        return resolver.count(Selection(action.rows.collection, any_of(*lost))) if lost else 0

    def rows_by_hand(
        self, digest: str, number: int, columns: Sequence[str]
    ) -> Iterator[Mapping[str, object]]:
        """The rows of an action that a person does, as they are now. Raises Refused, or a Failure."""
        plan, action = self._by_hand(digest, number)
        witness = Witness(self._resolver(self.facts.read(), plan.day), self.clock, self.handover)
        return self._system_of(action).export(witness.to_do(action), columns)

    # -- explaining

    def why(self, known_by: str) -> Found:
        """All rows about the persons who are known by this, and why each datum may be held."""
        look = self._look()
        return look.found(look.homes((identity(known_by),)))

    def why_about(self, about: About) -> Found:
        """The same for the subject whose own row this is."""
        return self._look().found({about.collection: [about.key]})

    def homes(self, *identities: Identity | str) -> tuple[About, ...]:
        """The own rows of the persons whom any of these identities finds, in the systems that answer."""
        return tuple(
            About(collection=home, key=key)
            for home, keys in self._look().homes(map(identity, identities)).items()
            for key in keys
        )

    def trace(self, *identities: Identity | str) -> Trace:
        """Where the rows are of the persons whom any of these identities finds, and by which way each is theirs."""
        seen = self.observe()
        look = self._look(seen)
        return Tracer(look, seen.observations).trace(look.homes(map(identity, identities)))

    def trace_about(self, about: About) -> Trace:
        """The same for the subject whose own row this is."""
        seen = self.observe()
        return Tracer(self._look(seen), seen.observations).trace({about.collection: [about.key]})

    def possible_duplicates(self, *about: About) -> tuple[Alike, ...]:
        """Who may be the same person as the subject whose own rows these are: for a member of staff to decide."""
        seen = self.observe()
        return Tracer(self._look(seen), seen.observations).alike(about)

    def _look(self, seen: Seen | None = None) -> Lookup:
        """`seen`: what the caller has just observed; the systems are not described once more."""
        seen, facts = seen or self.observe(), self.facts.read()
        return Lookup(self.map, self._resolver(facts, self.today), facts, self.today, seen.out_of_sight)

    # -- judging

    def judge(self, actor: Actor) -> Sequence[Evidence]:
        """Try every promise and keep the evidence."""
        evidence = judge_all(self.sight())
        self.evidences.store(evidence, actor, self.clock())
        return evidence

    def sight(self) -> Sight:
        """What the probes may look at, just now."""
        seen, facts = self.observe(), self.facts.read()
        resolver = self._resolver(facts, self.today)
        return Sight(
            map=self.map,
            published=self.published,
            drift=seen.drift,
            facts=facts,
            earlier=self.evidences.latest(),
            now=self.clock(),
            out_of_sight=seen.out_of_sight,
            read=self._read,
            theirs=self._theirs,
            kept=self.kept(),
            take_census=lambda: Census(self.map, resolver, facts, self.today, seen.out_of_sight).take(),
        )

    # -- small parts

    def _theirs(self, about: About, collections: Collection[str]) -> Iterator[tuple[str, tuple[Scalar, ...]]]:
        theirs = TheirRows(self, [about], Reasons(self.map))
        for collection in theirs.collections():
            if collection.name in collections:
                for batch in theirs.batches(collection):
                    yield from (row_key(collection, row) for row, reason in batch if reason.data)

    def _enrolling(self, plan: Plan) -> Enrolling | None:
        """Only of a sweep: what a request erases is told by the request, and what came back from a backup has been told."""
        if self.rolls is None or plan.kind != "sweep":
            return None
        return Enrolling(map=self.map, rolls=self.rolls, connectors=self.connectors)

    def _by_hand(self, digest: str, number: int) -> tuple[Plan, Action]:
        plan = self.plans.plan(digest)
        if plan is None or self.plans.approval(digest) is None:
            raise Refused("the plan is not approved")
        action = plan.actions[number]
        if not action.by_hand:
            raise Refused("this is not done by hand")
        asks = asks_in(plan.batch, self.facts.read()) if plan.batch else ()
        if asks:
            self._refuse_renumbered([self._system_of(action).describe()], asks)
        return plan, action

    def _refuse_renumbered(self, observations: Sequence[Observation], asks: Iterable[Ask]) -> None:
        """Finding none of the rows would say nothing, and what bears their numbers may be somebody else's."""
        if renumbered(observations, self.map, (about for ask in asks for about in ask.about)):
            raise Renumbered("rows have been numbered anew; find the person's rows again, then plan")

    def _system_of(self, action: Action) -> Connector:
        system = action.rows.system
        found = self.connectors.get(system)
        if found is None:
            raise Unreachable(system, "its address is not known here", "set it in the environment")
        return found

    def _read(self, collection: str, columns: Sequence[str]) -> Iterator[Mapping[str, object]]:
        rows = Selection(collection, EVERY)
        return self.connectors[rows.system].export(rows, columns)

    def _resolver(self, facts: Facts, day: date, *, narrow: bool = False) -> Resolver:
        return Resolver(
            self.connectors,
            lambda listed, home: keys_on(listed, home, facts, day, self.map.zone),
            Links(facts.linked),
            narrow=narrow,
        )

    def _with_asks(self, asks: Sequence[Ask], facts: Facts) -> Facts:
        """The facts as they will be when the asks are granted."""
        told = facts.told(asked(asks, facts))
        return told.told(brought(asks, self.map, told))

    def _made_from(self, seen: Seen, facts: Facts, whom: AbstractSet[About] | None = None) -> MadeFrom:
        return MadeFrom(
            declaration=self.map.digest,
            systems=tuple((one.system, one.target, one.digest) for one in seen.observations),
            facts=facts_digest(facts if whom is None else _near(facts, whom)),
            unreached=tuple(sorted(seen.out_of_sight)),
        )

    def _facts_and_whom(self, plan: Plan) -> tuple[Facts, AbstractSet[About] | None]:
        """The facts that such a plan would be made from now, and whom it is about if somebody asked."""
        if not plan.batch:
            return self.facts.read(*UNDER_GROUNDS), None
        facts = self.facts.read()
        asks = asks_in(plan.batch, facts)
        return self._with_asks(asks, facts), _whom(asks)

    def _facts_of(self, plan: Plan) -> str:
        facts, whom = self._facts_and_whom(plan)
        return facts_digest(facts if whom is None else _near(facts, whom))

    def _pause(self, action: Action) -> float:
        """Seconds between two batches, as declared for the system."""
        return self.map.declaration.systems[action.rows.system].sweeps.pause / 1000

    def _refuse_stale(self, plan: Plan) -> None:
        facts, whom = self._facts_and_whom(plan)
        now = self._made_from(self.observe(), facts, whom)
        if now != plan.made_from:
            what = [
                name
                for name in ("declaration", "systems", "facts", "unreached")
                if getattr(now, name) != getattr(plan.made_from, name)
            ]
            raise Refused(f"the plan is stale ({', '.join(what)} changed); make a new plan")


def facts_digest(facts: Facts) -> str:
    """Of the facts that a plan can rest on. Running one stores remembered days and links, and they change no answer;
    the rest of what is left out says who may be written to, and grounds do not ask for it."""
    content = (
        json.dumps(plain(fact), sort_keys=True, default=str)
        for fact in facts
        if not isinstance(fact, BESIDE_GROUNDS)
    )
    return hashlib.sha256("\n".join(sorted(content)).encode()).hexdigest()


def _kinds_told_by(rows: Selection) -> frozenset[type[Fact]]:
    """The kinds of facts that tell which rows these are, and what is linked with them."""
    lists = (part for part in walk(rows.where) if isinstance(part, Listed))
    return frozenset((Linked, *chain.from_iterable(map(kinds_of, lists))))


def _whom(asks: Iterable[Ask]) -> frozenset[About]:
    return frozenset(about for ask in asks for about in ask.about)


def _near(facts: Facts, whom: AbstractSet[About]) -> Facts:
    """Without the facts about other people's own rows: what they have chosen meanwhile makes no request stale."""
    homes = {about.collection for about in whom}
    keys = {(about.collection, about.key) for about in whom}

    def concerns(fact: Fact) -> bool:
        if isinstance(fact, Hold):
            return fact.home not in homes or any((fact.home, key) in keys for key in fact.keys)
        about = getattr(fact, "about", None)
        return not isinstance(about, About) or about.collection not in homes or about in whom

    return Facts.gathered(fact for fact in facts if concerns(fact))


def _to_review(found: Sequence[Proposal], resolver: Resolver) -> tuple[Review, ...]:
    counts = resolver.counts([proposal.rows for proposal in found])
    return tuple(
        Review(collection=proposal.rows.collection, rows=rows, because=proposal.because)
        for proposal, rows in zip(found, counts, strict=True)
        if rows
    )


def _counted(
    proposals: Sequence[Proposal], resolver: Resolver, ends: Ends, room: Room, data_map: DataMap
) -> tuple[list[Action], list[Refusal]]:
    actions: list[Action] = []
    refusals: list[Refusal] = []
    counts = resolver.counts([proposal.rows for proposal in proposals])
    for proposal, rows in zip(proposals, counts, strict=True):
        if not rows:
            continue
        if not room.is_there(proposal):
            refusals.append(_no_room(proposal, rows, data_map))
        elif proposal.verb is not None:
            actions.append(_action(proposal, rows))
        else:
            first, until = ends.of(proposal, rows)
            refusals.append(
                Refusal(
                    first=first,
                    until=until,
                    collection=proposal.rows.collection,
                    rows=rows,
                    because=proposal.because,
                    waits_nb=proposal.waits_nb,
                    waits_en=proposal.waits_en,
                    unknown=proposal.unknown,
                )
            )
    return actions, refusals


def _action(proposal: Proposal, rows: int) -> Action:
    assert proposal.verb is not None, "rows that are left alone are no action"
    return Action(
        verb=proposal.verb,
        rows=proposal.rows,
        expected=rows,
        because=proposal.because,
        values=proposal.values,
        remember=proposal.remember,
        by_hand=proposal.by_hand,
    )


def _too_many(one: Again, rows: int, data_map: DataMap) -> Refusal:
    collection = data_map.collections[one.proposal.rows.collection]
    return Refusal(
        collection=collection.name,
        rows=rows,
        because=because_more_than_went(collection),
        waits_nb="noen har sett hvilke rader som er nye",
        waits_en="somebody has looked which rows are new",
        unknown=True,
    )


def _no_room(proposal: Proposal, rows: int, data_map: DataMap) -> Refusal:
    collection = data_map.collections[proposal.rows.collection]
    return Refusal(
        collection=collection.name,
        rows=rows,
        because=because_no_room(collection),
        waits_nb="deklarasjonen har en verdi som passer i kolonnen",
        waits_en="the declaration has a value that fits the column",
        unknown=True,
    )


def _unreached(system: str, data_map: DataMap) -> Refusal:
    if data_map.declaration.systems[system].connect.kind == MANUAL:
        return Refusal(
            collection=system,
            rows=0,
            because=because_kept_by_hand(data_map.line("systems", system)),
            waits_nb="den som har det, har svart",
            waits_en="whoever keeps it has answered",
            unknown=True,
        )
    return Refusal(
        collection=system,
        rows=0,
        because=because_unreached(data_map.line("systems", system)),
        waits_nb="det avgjøres når systemet svarer og stemmer med deklarasjonen",
        waits_en="it is decided when the system answers and agrees with the declaration",
        unknown=True,
    )
