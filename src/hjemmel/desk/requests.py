"""Requests: received, matched, planned, approved, carried out, answered. The one door for pages, commands and programs.

Every deed can be done again after a break: what has been noted is not noted twice, and nothing is done twice."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.plans.store import KeptPlan
from hjemmel.capabilities.requests import services, store
from hjemmel.capabilities.requests.services import Details, NoSuchRequest, NotTaken
from hjemmel.capabilities.staff.store import approvers
from hjemmel.core.facts import About, Change, Objection
from hjemmel.core.moment import local_day
from hjemmel.core.period import Period
from hjemmel.core.request import (
    Answered,
    Approved,
    Circumstances,
    Closed,
    Corrected,
    Decided,
    Delivered,
    Drafted,
    Due,
    Executed,
    Extended,
    IdentityAsked,
    IdentityProven,
    Level,
    Life,
    Matched,
    Method,
    No,
    Noticed,
    Opened,
    Outcome,
    Planned,
    Received,
    RefusedRequest,
    Reminded,
    Reviewed,
    State,
    Step,
    TakenBack,
    ToldOfLifting,
    Way,
    WhyClosed,
    WhyExtended,
    WhyRefused,
    WhyRejected,
    due,
    is_repeated,
    state,
    why_not,
)
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.brings import brought, to_decide, turned
from hjemmel.core.rights.right import Right
from hjemmel.core.same import as_text
from hjemmel.core.selection import Scalar
from hjemmel.desk import access, clock, tasks, tellings
from hjemmel.desk.house import house
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.engine.house import Renumbered
from hjemmel.engine.ports import Actor, Handover

__all__ = ["Details", "NoSuchRequest", "NotTaken"]

LONGEST = 20_000
MOST_SEARCHED = 1_000
MOST_ALIKE = 20
"""Possible duplicates that are shown: more are no help to whoever must tell them apart."""
AT_ONCE = (Right.OBJECTION, Right.WITHDRAWAL)
"""What stands as soon as it is known whose it is: nobody has to approve a no (Art. 7(3), 21(3))."""
POINTS = ("18(1)(a)", "18(1)(b)", "18(1)(c)", "18(1)(d)")
"""What a restriction can rest on."""
DETAILS_KEPT = Period(years=1)
"""How long after the answer who asked, and what they wrote, can still be read: for a complaint, or a question about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One request as it stands now, without anything about the person."""

    life: Life
    state: State
    due: Due
    today: date
    ended_on: date | None
    """The day it was answered, taken back or laid aside; None while somebody waits."""

    @property
    def id(self) -> str:
        return self.life.id

    @property
    def right(self) -> Right | None:
        """What is asked for; for a draft, what it looks like."""
        drafted = self.life.first(Drafted)
        return self.life.received.right if self.life.received else drafted.right if drafted else None

    @property
    def way(self) -> Way:
        began = self.life.received or self.life.first(Drafted)
        if began is None:
            raise NoSuchRequest(self.id)
        return began.way

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def days_left(self) -> int:
        return self.due.days_left(self.today)

    @property
    def is_late(self) -> bool:
        """Answered after its day, or still open when it has passed."""
        return (self.ended_on or self.today) > self.due.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A row that may be the person's own, and how many of the signs they are known by led to it."""

    about: About
    signs: int
    is_chosen: bool = False
    alike: tuple[str, ...] = ()
    """No sign leads to it, but it shares these with a row that one leads to: a possible duplicate."""

    @property
    def mark(self) -> str:
        """How a form speaks of it."""
        return json.dumps([self.about.collection, *map(str, self.about.key)], ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A row in which something is wrong, and what is right, by column."""

    row: About
    values: Mapping[str, Scalar] = field(repr=False)


# ---- seeing ------------------------------------------------------------------------------------------------


def inbox(shown: str = "open") -> tuple[RequestView, ...]:
    """Requests, the one with the fewest days left first; then those at their end, the newest first.

    `shown`: "open", "late", "all", or the name of a state."""
    found = [_view(life) for life in store.lives()]
    picked = [view for view in found if _is_shown(view, shown)]
    opened = sorted((view for view in picked if view.is_open), key=lambda view: (view.due.day, view.id))
    ended = sorted(
        (view for view in picked if not view.is_open),
        key=lambda view: view.ended_on or view.today,
        reverse=True,
    )
    return (*opened, *ended)


def today() -> date:
    """The day it is where the company is."""
    return local_day(clock.now(), published().map.zone)


def view(id: str) -> RequestView | None:
    return _view(store.life(id)) if store.is_there(id) else None


def search(typed: str, actor: Actor) -> tuple[RequestView, ...]:
    """Requests by their reference, or by a name, an address or a number of who asks. That somebody searched is noted."""
    wanted = typed.strip().casefold()
    if not wanted:
        return ()
    remembered = store.remembered()
    newest = [life.id for life in reversed(store.lives()) if life.id in remembered][:MOST_SEARCHED]
    hits = {row.row for row in vault(actor).open(store.sealed(newest)) if _holds(row.values, wanted)}
    note("requests-searched", actor, {"found": len(hits)}, clock.now())
    return tuple(view for view in inbox("all") if view.id in hits or view.id == wanted)


def details(id: str, actor: Actor, purpose: str, case: str = "") -> Details | None:
    """Who asks and what they wrote, for whoever handles it and for one of their purposes. That it was read is noted.

    None if it has been forgotten. Raises NotAllowed for a purpose that uses values of nobody."""
    access.check(actor, purpose, case)
    if not access.access(actor).used(purpose).columns:
        raise access.NotAllowed
    opened = _opened(id, actor)
    if opened is None:
        return None
    note("request-read", actor, {"request": id}, clock.now())
    access.note_shown(actor, purpose, (), 1, case)
    return Details(**{name: opened.get(name) or "" for name in ("name", "contact", "identities", "words")})


def contact(id: str, actor: Actor) -> str:
    """Where the answer goes, for whatever sends it there. It is shown to nobody. Empty once it has been forgotten."""
    return (_opened(id, actor) or {}).get("contact") or ""


def whom(id: str, actor: Actor) -> tuple[str, tuple[str, ...]]:
    """Name and signs of whoever asks, for whoever keeps what no program reads and must look for them there. That it was
    read is noted."""
    opened = _opened(id, actor) or {}
    note("request-read", actor, {"request": id}, clock.now())
    return opened.get("name") or "", tuple((opened.get("identities") or "").splitlines())


def reason_of(id: str, actor: Actor) -> str:
    """Why it was refused, in the words that the person is to be told; empty where it was not."""
    return (_opened(id, actor) or {}).get("reason") or ""


def about(id: str, actor: Actor) -> tuple[About, ...]:
    """The person's own rows, as somebody has said they are."""
    written = (_opened(id, actor) or {}).get("about")
    found = json.loads(written) if written else []
    return tuple(About(collection=collection, key=tuple(key)) for collection, key in found)


def candidates(id: str, actor: Actor) -> tuple[Candidate, ...]:
    """Every own row that a sign of the person leads to, in all systems. None is taken for theirs until somebody says so."""
    signs = ((_opened(id, actor) or {}).get("identities") or "").splitlines()
    chosen = about(id, actor)
    found: dict[About, int] = dict.fromkeys(chosen, 0)
    open_house = house(actor)
    for sign in dict.fromkeys(sign.strip() for sign in signs if sign.strip()):
        for home in open_house.homes(sign):
            found[home] = found.get(home, 0) + 1
    note("person-looked-up", actor, {"found": bool(found), "data": len(found)}, clock.now())
    return tuple(
        Candidate(about=home, signs=count, is_chosen=home in chosen)
        for home, count in sorted(found.items(), key=lambda pair: -pair[1])
    )


def possible_duplicates(of: Sequence[Candidate], actor: Actor) -> tuple[Candidate, ...]:
    """Others who may be the same person as one of these, by what they have in common. Nothing is drawn together: they are
    shown to whoever decides whose the request is."""
    known = {one.about for one in of}
    found = house(actor).possible_duplicates(*known) if known else ()
    note("person-looked-up", actor, {"found": bool(found), "data": len(found)}, clock.now())
    alike = [one for one in found if one.about not in known]
    return tuple(Candidate(about=one.about, signs=0, alike=one.by) for one in alike[:MOST_ALIKE])


def plan(id: str) -> KeptPlan | None:
    """The newest plan that was made for it, with what became of it."""
    planned = store.life(id).last(Planned)
    return plans.kept(planned.digest) if planned else None


# ---- coming in ---------------------------------------------------------------------------------------------


def draft(way: Way, received_on: date, right: Right | None, told: Details, actor: Actor) -> str:
    """Something came that looks like a request; a person must still say so. Raises NotTaken, a VaultFault."""
    step = Drafted(at=clock.now(), by=actor.id, way=way, received_on=received_on, right=right)
    return services.begin(vault(actor), step, _cut(told), _circumstances(None, actor), actor, step.at)


def receive(
    way: Way,
    received_on: date,
    right: Right,
    told: Details,
    actor: Actor,
    *,
    role: str = "",
    purposes: Sequence[str] = (),
) -> str:
    """A request came on this day. Returns its reference. Raises NotTaken, a VaultFault."""
    step = _received(way, received_on, right, actor, role, purposes)
    return services.begin(vault(actor), step, _cut(told), _circumstances(None, actor), actor, step.at)


def confirm(id: str, right: Right, actor: Actor, *, role: str = "", purposes: Sequence[str] = ()) -> None:
    """The draft is a request for this. It counts from the day it came."""
    drafted = store.life(id).first(Drafted)
    if drafted is None:
        raise NotTaken(No.NOT_NOW)
    _add(id, _received(drafted.way, drafted.received_on, right, actor, role, purposes), actor)


def match(id: str, whose: Collection[About], actor: Actor) -> None:
    """These rows are the person's own; none: we hold nothing about them. What was proven or planned before falls."""
    rows = sorted(whose, key=lambda one: (one.collection, repr(one.key)))
    matched, before = store.life(id).last(Matched), about(id, actor)
    if not (matched and set(rows) == set(before)):
        step = Matched(at=clock.now(), by=actor.id, collections=tuple(one.collection for one in rows))
        written = json.dumps([[one.collection, list(one.key)] for one in rows])
        _add(id, step, actor, about=written)
    _stands_at_once(id, set(before) - set(rows), actor)


# ---- who asks, and how long it takes -----------------------------------------------------------------------


def ask_identity(id: str, method: Method, actor: Actor) -> None:
    _add(id, IdentityAsked(at=clock.now(), by=actor.id, level=level_of(method), method=method), actor)


def prove_identity(id: str, method: Method, actor: Actor) -> None:
    """It is known who asks: `actor` saw to it, or is who the check was done by."""
    _add(id, IdentityProven(at=clock.now(), by=actor.id, level=level_of(method), method=method), actor)


def level_of(method: Method) -> Level:
    return Level.ORDINARY if method is Method.KNOWN_CHANNEL else Level.HIGH


def extend(id: str, reason: WhyExtended, actor: Actor) -> None:
    """Two months more, if the person is told in time (`told_of_extension`). Raises NotTaken after the first month."""
    _add(id, Extended(at=clock.now(), by=actor.id, reason=reason), actor)


def told_of_extension(id: str, on: date, way: Way, actor: Actor) -> None:
    _add(id, Noticed(at=clock.now(), by=actor.id, on=on, way=way), actor)


def remind(actor: Actor) -> tuple[RequestView, ...]:
    """Note every reminder whose day has come, and forget the details of requests that were over a year ago.

    Returns the open requests that were reminded of now. Run it every night; running it twice changes nothing."""
    day_now, reminded = today(), []
    for one in inbox():
        news = [days for day, days in one.due.reminders if day <= day_now]
        if news and _add(one.id, Reminded(at=clock.now(), by=actor.id, days=min(news)), actor):
            reminded.append(one)
    still = store.remembered()
    for one in inbox("all"):
        if one.id in still and one.ended_on and one.ended_on + DETAILS_KEPT <= day_now:
            services.forget(vault(actor), one.id, actor, clock.now())
    return tuple(reminded)


# ---- what is right, and what is decided --------------------------------------------------------------------


def corrections(id: str, actor: Actor) -> tuple[Correction, ...]:
    """What has been written in as right, for whatever puts it there. It is shown to nobody by itself."""
    written = (_opened(id, actor) or {}).get("corrections")
    return tuple(
        Correction(row=About(collection=collection, key=tuple(key)), values=values)
        for collection, key, values in (json.loads(written) if written else ())
    )


def correct(id: str, wanted: Sequence[Correction], actor: Actor) -> None:
    """These rows are to be corrected so, and nothing else. What was planned before falls. Raises NotTaken."""
    if tuple(wanted) == corrections(id, actor):
        return
    columns = [f"{one.row.collection}.{column}" for one in wanted for column in one.values]
    step = Corrected(at=clock.now(), by=actor.id, columns=tuple(dict.fromkeys(columns)))
    written = json.dumps([[one.row.collection, list(one.row.key), dict(one.values)] for one in wanted])
    _add(id, step, actor, corrections=written)


def before(id: str, actor: Actor) -> Mapping[str, Mapping[str, str | None]]:
    """What stood where something has been corrected, by the number of the correction."""
    written = (_opened(id, actor) or {}).get("before")
    found: Mapping[str, Mapping[str, str | None]] = json.loads(written) if written else {}
    return found


def undecided(id: str, actor: Actor) -> tuple[str, ...]:
    """The purposes on which somebody must decide before an objection can be answered."""
    ask = ask_of(id, actor)
    done = {*ask.upheld, *dict(ask.rejected)}
    return tuple(name for name in to_decide(ask, published().map) if name not in done)


def decide(id: str, upheld: Collection[str], why: WhyRejected | None, words: str, actor: Actor) -> None:
    """An objection is upheld for these purposes, and rejected for the others it is about: with a reason that the person
    is told (Art. 21(1)). Raises NotTaken. It stands when the plan is approved; what is rejected, when they are told."""
    names = to_decide(ask_of(id, actor), published().map)
    rejected = tuple(name for name in names if name not in upheld)
    if rejected and (why is None or not words.strip()):
        raise NotTaken(No.NOT_REASONED)
    step = Decided(
        at=clock.now(),
        by=actor.id,
        upheld=tuple(name for name in names if name in upheld),
        rejected=rejected,
        why=why if rejected else None,
    )
    _add(id, step, actor, decision=words.strip()[:LONGEST])


def decide_point(id: str, point: str, actor: Actor) -> None:
    """A restriction rests on this letter of Art. 18(1)."""
    if point not in POINTS:
        raise NotTaken(No.NOT_NOW)
    _add(id, Decided(at=clock.now(), by=actor.id, point=point), actor)


def decision_of(id: str, actor: Actor) -> str:
    """Why an objection is not upheld, in the words that the person is to be told."""
    return (_opened(id, actor) or {}).get("decision") or ""


def told_of_lifting(id: str, on: date, way: Way, actor: Actor) -> None:
    """The person has been told that the restriction will be lifted (Art. 18(3)). Before that nothing lifts it."""
    _add(id, ToldOfLifting(at=clock.now(), by=actor.id, on=on, way=way), actor)
    told, mine = store.life(id).last(ToldOfLifting), set(about(id, actor))
    facts = StoredFacts()
    standing = [one for one in facts.read().restrictions if one.about in mine and one.lifted_at is None]
    if told:
        facts.record([replace(one, noticed_at=told.at) for one in standing], actor, clock.now())


# ---- deciding and doing ------------------------------------------------------------------------------------


def make_plan(id: str, actor: Actor) -> str:
    """Work out what it leads to in every system. Nothing is done yet. Returns the plan's digest.

    Raises NotTaken before it is known who asks."""
    now_state = _known(id)
    if now_state not in (State.PROVEN, State.PLANNED, State.REVIEWED, State.APPROVED):
        raise NotTaken(No.NOT_NOW)
    ask = ask_of(id, actor)
    no = _why_not_planned(ask, id, actor)
    if no:
        raise NotTaken(no)
    try:
        made = house(actor).plan_request(ask, actor=actor)
    except Renumbered:
        raise NotTaken(No.NUMBERED_ANEW) from None
    _add(id, Planned(at=clock.now(), by=actor.id, digest=made.digest), actor)
    return made.digest


def ask_of(id: str, actor: Actor) -> Ask:
    """The request in the engine's words."""
    life = store.life(id)
    received, told = life.received, life.last(ToldOfLifting)
    if received is None:
        raise NotTaken(No.NOT_RECEIVED)
    decided = _decided(life)
    reason = decided.why.value if decided and decided.why else ""
    return Ask(
        id=id,
        right=received.right,
        about=about(id, actor),
        # A restriction ends when the person has been told, and not when somebody asked.
        at=told.at if told else _moment(received),
        role=received.role,
        purposes=received.purposes,
        upheld=decided.upheld if decided else (),
        rejected=tuple((name, reason) for name in decided.rejected) if decided else (),
        changes=tuple(Change(row=one.row, columns=tuple(one.values)) for one in corrections(id, actor))
        if received.right is Right.RECTIFICATION
        else (),
        point=decided.point if decided else "",
    )


def _decided(life: Life) -> Decided | None:
    """What was decided of those whom it is about now."""
    for step in reversed(life.steps):
        if isinstance(step, Decided):
            return step
        if isinstance(step, Matched):
            return None
    return None


def _why_not_planned(ask: Ask, id: str, actor: Actor) -> No | None:
    match ask.right:
        case Right.RECTIFICATION if not ask.changes:
            return No.NOTHING_TO_CORRECT
        case Right.OBJECTION if undecided(id, actor):
            return No.NOT_DECIDED
        case Right.LIFTING if store.life(id).last(ToldOfLifting) is None:
            return No.NOT_TOLD
        case _:
            return None


def _stands_at_once(id: str, dropped: Collection[About], actor: Actor) -> None:
    """A no stands from now, of those whom it is about; of those who were taken for them, no longer."""
    ask = ask_of(id, actor)
    if ask.right not in AT_ONCE:
        return
    facts, data_map = StoredFacts(), published().map
    standing = facts.read()
    asked = replace(ask, upheld=(), rejected=())
    made = (Objection.RAISED, Objection.UPHELD)
    none = dict.fromkeys(data_map.purposes, "")
    undone = turned(ask, standing, Objection.LIFTED, none, dropped, made)
    facts.record((*undone, *brought((asked,), data_map, standing)), actor, clock.now())


def review(id: str, digest: str, actor: Actor) -> None:
    """Somebody has gone through what the plan releases, erases and refuses, and rows with others' data in it."""
    _add(id, Reviewed(at=clock.now(), by=actor.id, digest=digest), actor)


def approve(id: str, digest: str, actor: Actor) -> None:
    """Say yes to exactly this plan. Raises NotTaken, and Refused for a plan that has become stale."""
    step = Approved(at=clock.now(), by=actor.id, digest=digest)
    life, kept = store.life(id), plans.kept(digest)
    if is_repeated(life, step):
        return
    no = why_not(life, step, _circumstances(life, actor))
    if no or kept is None:
        raise NotTaken(no or No.OTHER_PLAN)
    if kept.approval is None:
        # What the plan asks a person to look at was looked at when it was reviewed.
        house(actor).approve(digest, actor, looked_at=kept.plan.reviews)
    _add(id, step, actor)


def carry_out(id: str, actor: Actor) -> bool:
    """Do what the approved plan says and has not been done, and ask people for the rest. Whether all of it is done, and
    proven or answered for.

    Call it again after any break."""
    approved = store.life(id).last(Approved)
    if approved is None or _known(id) not in (State.APPROVED, State.EXECUTED):
        raise NotTaken(No.NOT_NOW)
    if _known(id) is State.APPROVED:
        ask = ask_of(id, actor)
        # The rows that tell who got the data may go: who must be told of it is found first (Art. 19).
        tellings.foresee(id, ask.right, ask.about, approved.digest, actor)
        tasks.open_for(approved.digest, actor, day=_view(store.life(id)).due.day, request=id)
        replace(house(actor), handover=handover(id, actor)).advance(approved.digest, actor)
    kept = plans.kept(approved.digest)
    if kept is None or not kept.is_done or tasks.is_waiting(id):
        return False
    _add(id, Executed(at=clock.now(), by=actor.id, digest=approved.digest), actor)
    return True


def refuse(id: str, reason: WhyRefused, words: str, actor: Actor) -> None:
    """Nothing is done (Art. 12(5)(b), 12(2)): by an approver, with a reason that the person is told."""
    if not words.strip():
        raise NotTaken(No.NOT_REASONED)
    step = RefusedRequest(at=clock.now(), by=actor.id, reason=reason)
    _add(id, step, actor, reason=words.strip()[:LONGEST])


# ---- answering and ending ----------------------------------------------------------------------------------


def answer(id: str, outcome: Outcome, actor: Actor) -> None:
    """The answer is written, and says this."""
    _add(id, Answered(at=clock.now(), by=actor.id, outcome=outcome), actor)


def deliver(id: str, on: date, way: Way, actor: Actor) -> None:
    """The answer went to the person on this day. An objection that is not upheld restricts no longer than that."""
    life = store.life(id)
    _add(id, Delivered(at=clock.now(), by=actor.id, on=on, way=way), actor)
    if life.received and life.received.right is Right.OBJECTION:
        ask, refused = ask_of(id, actor), life.last(RefusedRequest)
        reasons = (
            dict.fromkeys(published().map.purposes, refused.reason.value) if refused else dict(ask.rejected)
        )
        facts = StoredFacts()
        facts.record(turned(ask, facts.read(), Objection.REJECTED, reasons), actor, clock.now())


def opened(id: str, actor: Actor) -> None:
    _add(id, Opened(at=clock.now(), by=actor.id), actor)


def take_back(id: str, actor: Actor) -> None:
    """The person wants no more of it. What an objection of theirs had raised is lifted with it."""
    _add(id, TakenBack(at=clock.now(), by=actor.id), actor)
    ask = ask_of(id, actor)
    if ask.right is Right.OBJECTION:
        facts, all_of_them = StoredFacts(), dict.fromkeys(published().map.purposes, "")
        facts.record(turned(ask, facts.read(), Objection.LIFTED, all_of_them), actor, clock.now())


def close(id: str, reason: WhyClosed, actor: Actor) -> None:
    """It was no request, or is handled as another one."""
    _add(id, Closed(at=clock.now(), by=actor.id, reason=reason), actor)


# ---- inside ------------------------------------------------------------------------------------------------


def _received(way: Way, on: date, right: Right, actor: Actor, role: str, purposes: Sequence[str]) -> Received:
    return Received(
        at=clock.now(),
        by=actor.id,
        way=way,
        received_on=on,
        right=right,
        role=role,
        purposes=tuple(purposes),
    )


def _add(id: str, step: Step, actor: Actor, **sealed: str) -> bool:
    life = store.life(id)
    return services.add(vault(actor), id, step, _circumstances(life, actor), actor, sealed=sealed)


def _circumstances(life: Life | None, actor: Actor) -> Circumstances:
    rights, day_now = published().map.declaration.rights, today()
    may = approvers()
    return Circumstances(
        today=day_now,
        last_for_extension=due(life, rights).first if life and life.steps else day_now,
        may_be_extended=rights is None or rights.extension is not None,
        may_approve=actor.id in may,
        is_alone=may <= {actor.id},
    )


@dataclass(frozen=True, slots=True)
class _Handover:
    """What passes between the person and the systems.

    The package and the letter read the rows themselves when they are made. Here they are read to the last one, so that
    the receipt says how many there were on the day the plan was carried out. What is right, and what stood there before,
    lies sealed with the request."""

    id: str
    actor: Actor

    def take(self, plan: str, action: int, collection: str, rows: Iterable[Mapping[str, object]]) -> int:
        return sum(1 for _ in rows)

    def right_values(self, change: str) -> Mapping[str, Scalar]:
        return corrections(self.id, self.actor)[_number_of(change)].values

    def keep_before(self, change: str, rows: Iterable[Mapping[str, object]]) -> None:
        number, kept = _number_of(change), dict(before(self.id, self.actor))
        found = list(rows)
        if str(number) in kept or not found:
            return
        kept[str(number)] = {column: as_text(value) for column, value in found[0].items()}
        written = json.dumps(kept)
        services.keep_before(vault(self.actor), self.id, written, number, self.actor, clock.now())


def _number_of(change: str) -> int:
    return int(change.rpartition("/")[2])


def handover(id: str, actor: Actor) -> Handover:
    """What passes between whoever asks and the systems, when the request is carried out."""
    return _Handover(id, actor)


def _known(id: str) -> State:
    if not store.is_there(id):
        raise NoSuchRequest(id)
    return state(store.life(id))


def _moment(received: Received) -> datetime:
    """When it came: to the minute if it was noted on the day, else the beginning of the day."""
    zone = published().map.zone
    if local_day(received.at, zone) == received.received_on:
        return received.at
    return datetime.combine(received.received_on, time(), ZoneInfo(zone))


def _view(life: Life) -> RequestView:
    zone = published().map.zone
    return RequestView(
        life=life,
        state=state(life),
        due=due(life, published().map.declaration.rights),
        today=today(),
        ended_on=_ended(life, zone),
    )


def _ended(life: Life, zone: str) -> date | None:
    delivered, other = life.last(Delivered), life.last(TakenBack) or life.last(Closed)
    if delivered:
        return delivered.on
    return local_day(other.at, zone) if other else None


def _is_shown(view: RequestView, shown: str) -> bool:
    match shown:
        case "all":
            return True
        case "late":
            return view.is_late
        case "open":
            return view.is_open
        case _:
            return view.state.value == shown


def _opened(id: str, actor: Actor) -> dict[str, str | None] | None:
    there = store.sealed([id])
    return dict(vault(actor).open(there)[0].values) if there else None


def _holds(values: Mapping[str, str | None], wanted: str) -> bool:
    return any(wanted in (values.get(name) or "").casefold() for name in ("name", "contact", "identities"))


def _cut(told: Details) -> Details:
    return replace(told, words=told.words.strip()[:LONGEST])
