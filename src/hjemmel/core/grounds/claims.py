"""Grounds of a whole collection at once: for each group of fields, for which rows a ground surely stands,
and for which it surely does not. From these come the sweep, the refusals, and the counts."""

from __future__ import annotations

from datetime import date

from ..datamap import (
    After,
    Collection,
    ConsentProof,
    DataMap,
    FieldGroup,
    FixedKind,
    Hop,
    KindByColumn,
    Line,
    ObjectionMark,
    Purpose,
    RestrictionMark,
    Stop,
    Whose,
    With,
)
from ..facts import STANDING, Facts
from ..period import Period, cutoff
from ..selection import (
    Before,
    Blank,
    Listed,
    NotBefore,
    Null,
    OneOf,
    Predicate,
    Selection,
    Within,
    any_of,
    every,
    negate,
)
from ..terms import NO_PERSON, Basis, Mode, WhenDue
from .asker import Asker
from .children import age_to_consent
from .claim import NO, UNKNOWN, YES, Claim, any_child, certain, either
from .lists import FROM_AGE, SINCE, HoldGroup, erasure_days, given_days, hold_groups, spans, withdrawal_days
from .over import World, among_children, is_over, is_told, meets, on_or_before
from .years import ONE_DAY


class Claims:
    """All claims about one data map on one day. Each is worked out once; nothing is read from any system."""

    def __init__(
        self,
        data_map: DataMap,
        today: date,
        facts: Facts,
        unreached: frozenset[str] = frozenset(),
        asker: Asker | None = None,
    ) -> None:
        self.map = data_map
        self.today = today
        self.unreached = unreached
        self.asker = asker
        """With one, what is done and what is left alone is narrowed to whose rows these are. What is a ground is not."""
        self.world = World(
            keys={name: collection.shape.key for name, collection in data_map.collections.items()},
            years=data_map.years,
            unreached=unreached,
        )
        self.holds = hold_groups(facts, today)
        self._facts = facts
        self._listed = _kinds_listed(facts)
        self._due: dict[tuple[str, int], Claim] = {}
        self._shared: dict[str, Predicate] = {}
        self._gone: dict[str, Predicate] = {}
        self._kept: dict[str, Claim] = {}

    # -- whom

    def is_person(self, whose: Whose) -> Claim:
        return ~self.is_kind(whose, frozenset((NO_PERSON,)))

    def is_kind(self, whose: Whose, kinds: frozenset[str]) -> Claim:
        """The row is about one of these kinds of subject. A kind that is not told is unknown."""
        match whose.kind:
            case FixedKind(kind):
                return YES if kind in kinds else NO
            case KindByColumn():
                return self.world.parent(whose.path, _kind_told(whose.kind, kinds))

    def at_home(self, whose: Whose, claim: Claim) -> Claim:
        """The claim, of the subject's own row."""
        if not whose.or_own:
            return self.world.parent(whose.path, claim)
        return self.world.any_parent(whose.path, claim)

    # -- grounds

    def ground(self, purpose: Purpose, group: FieldGroup, line: Line) -> Claim:
        """The line is a ground for the group: kind, condition, open window, and a basis that holds."""
        if group.category not in line.categories:
            return NO
        covered = meets(line.where, self.world)
        open_still = self.window_open(line) & ~self.ended_by_request(purpose, group, line)
        return covered & open_still & self.basis(purpose, group)

    def basis(self, purpose: Purpose, group: FieldGroup) -> Claim:
        """For the kind the datum is about, the purpose has a basis, and it holds."""
        by_basis: dict[Basis, set[str]] = {}
        for kind in purpose.kinds:
            by_basis.setdefault(purpose.basis[kind], set()).add(kind)
        return either(
            [
                self.is_kind(group.whose, frozenset(kinds)) & self.basis_holds(basis, purpose, group)
                for basis, kinds in sorted(by_basis.items(), key=lambda item: item[0].value)
            ]
        )

    def basis_holds(self, basis: Basis, purpose: Purpose, group: FieldGroup) -> Claim:
        match basis:
            case Basis.CONSENT:
                consented = self.consent(purpose.name, group)
                return consented & ~self.objected(purpose, group) if purpose.direct_marketing else consented
            case Basis.LEGITIMATE_INTERESTS:
                return ~self.objected(purpose, group)
            case Basis.INSTRUCTION:
                return self.instructed(group.collection)
            case _:
                return YES

    def consent(self, purpose: str, group: FieldGroup) -> Claim:
        by_rows = either([self._consent_by_rows(proof, purpose, group) for proof in self.map.consents])
        knows_children = ("child", "") in self._listed
        if knows_children:
            by_rows = by_rows & ~self._listed_at_home(group.whose, "child", "")
        if ("consent", purpose) not in self._listed:
            return by_rows
        age = f"{FROM_AGE}{age_to_consent(self.map.purposes[purpose])}"
        in_force = self._consent_kept(purpose, group)
        if knows_children:
            guarded = self._listed_at_home(group.whose, f"guardian{age}", purpose)
            in_force = in_force & (guarded | ~self._listed_at_home(group.whose, f"child{age}", ""))
        return by_rows | in_force

    def _consent_by_rows(self, proof: ConsentProof, purpose: str, group: FieldGroup) -> Claim:
        """What the rows tell, but for what was given by the day on which the person withdrew."""
        claim = self._consent_from(proof, purpose, group)
        for first, last in spans(withdrawal_days(self._facts, purpose, self.today, self.map.zone)):
            withdrawn = self._listed_at_home(group.whose, f"withdrawn{SINCE}{first}", purpose, last)
            later = Claim(
                self._consent_from(proof, purpose, group, later_than=last).yes,
                self._consent_from(proof, purpose, group, later_than=first).no,
            )
            claim = claim & (~withdrawn | later)
        return claim

    def _consent_kept(self, purpose: str, group: FieldGroup) -> Claim:
        """A consent that facts tell of is in force, and no row tells of a no since."""
        age = age_to_consent(self.map.purposes[purpose])
        noes = [proof for proof in self.map.consents if proof.meaning.withdrawn]
        if not noes:
            return self._listed_at_home(group.whose, f"consent{FROM_AGE}{age}", purpose)
        found = []
        for first, last in spans(given_days(self._facts, purpose, age, self.today, self.map.zone)):
            given = self._listed_at_home(group.whose, f"consent{SINCE}{first}{FROM_AGE}{age}", purpose, last)
            since = Claim(
                either([self._withdrawn_from(proof, purpose, group, last) for proof in noes]).yes,
                either([self._withdrawn_from(proof, purpose, group, first) for proof in noes]).no,
            )
            found.append(given & ~since)
        return either(found)

    def objected(self, purpose: Purpose, group: FieldGroup) -> Claim:
        """Direct marketing: any objection. Else: one that is upheld (Art. 21(1)-(3))."""
        kind = "objection" if purpose.direct_marketing else "objection_upheld"
        found = []
        if (kind, purpose.name) in self._listed:
            found.append(self._listed_at_home(group.whose, kind, purpose.name))
        if purpose.direct_marketing:
            found += [
                self._mark(mark, group) for mark in self.map.objections if purpose.name in mark.meaning.to
            ]
        return either(found)

    def instructed(self, collection: str) -> Claim:
        """Agreement and documented instruction of the controller are in force (Art. 28(3))."""
        mandate = self.map.mandate
        path = self.map.paths.get((collection, mandate.instructions)) if mandate else None
        if mandate is None or (path is None and collection != mandate.instructions):
            return UNKNOWN
        instruction, agreement = mandate.instruction, mandate.agreement
        agreed = on_or_before(agreement.signed, self.today) & ~on_or_before(
            agreement.valid_to, self.today - ONE_DAY
        )
        with_controller = self.world.any_child(mandate.agreement_to_controller, agreed)
        told = on_or_before(instruction.received, self.today)
        if instruction.ended:
            told = told & ~on_or_before(instruction.ended, self.today)
        return self.world.parent(
            path or (), told & self.world.parent(mandate.instruction_to_controller, with_controller)
        )

    def window_open(self, line: Line) -> Claim:
        match line.window:
            case With(collection, path, upward):
                kept = self.row_kept(collection)
                if not self.world.sees(path):
                    return UNKNOWN
                return self.world.parent(path, kept) if upward else any_child(path, kept)
            case After(node, period, _, stop):
                over = is_over(node, _cut(period, self.today), line.collection, self.world)
                return ~over | (self._extended(stop) & ~self.stopped(line)) if stop and stop.until else ~over

    def ended_by_request(self, purpose: Purpose, group: FieldGroup, line: Line) -> Claim:
        """The subject has asked to be erased, what the line keeps had begun by then, and its event has come."""
        window = line.window
        if line.began is None or isinstance(window, With):
            return NO
        asked = []
        for first, last in spans(erasure_days(self._facts, purpose.name, self.today, self.map.zone)):
            on_a_day = self._listed_at_home(group.whose, f"erasure_asked{SINCE}{first}", purpose.name, last)
            # Of days that stand together each counts as the one on which least is sure.
            had_begun = Claim(
                is_over(line.began, first, line.collection, self.world).yes,
                is_over(line.began, last, line.collection, self.world).no,
            )
            asked.append(on_a_day & had_begun)
        return either(asked) & is_over(window.node, self.today, line.collection, self.world)

    def stopped(self, line: Line) -> Claim:
        """The line's hard stop has come, less the time that backups live on."""
        window = line.window
        if isinstance(window, With) or window.stop is None:
            return NO
        day = self.today + window.stop.backups
        return is_over(window.node, cutoff(window.stop.period, day), line.collection, self.world)

    # -- holds

    def held(self, group: FieldGroup) -> Claim:
        """A hold covers the group: a restriction, an objection not yet decided, or a hold that was placed."""
        found = [self.restricted(group), self.undecided(group)]
        found += [self.hold(hold, group) for hold in self.holds]
        return either(found)

    def restricted(self, group: FieldGroup) -> Claim:
        """Art. 18: the subject's data is restricted."""
        found = [self._restricted_by(mark, group) for mark in self.map.restrictions]
        if ("restricted", "") in self._listed:
            found.append(self._listed_at_home(group.whose, "restricted", ""))
        return either(found)

    def undecided(self, group: FieldGroup) -> Claim:
        """An objection to a purpose that covers the group is raised and not decided (Art. 18(1)(d)).

        Direct marketing waits for no decision: there an objection ends the ground at once (Art. 21(3))."""
        found = [
            self._listed_at_home(group.whose, "objection_raised", name)
            for name, purpose in self.map.purposes.items()
            if ("objection_raised", name) in self._listed
            and not purpose.direct_marketing
            and any(
                line.collection == group.collection and group.category in line.categories
                for line in purpose.lines
            )
        ]
        return either(found)

    def hold(self, hold: HoldGroup, group: FieldGroup, kind: str = "hold_group", name: str = "") -> Claim:
        if hold.collections and group.collection not in hold.collections:
            return NO
        if hold.categories and group.category not in hold.categories:
            return NO
        listed = certain(Listed(self.world.keys[hold.home], kind, name or hold.name))
        claim = self._reached(group, hold.home, listed)
        if not hold.bounded:
            return claim
        return claim & ~self._stopped_for(group)

    # -- what follows

    def due(self, group: FieldGroup) -> Claim:
        """The group's data, if there is any, certainly may not be held."""
        key = (group.collection, group.number)
        if key not in self._due:
            if group.collection.partition(".")[0] in self.unreached:
                self._due[key] = UNKNOWN
            else:
                self._due[key] = self.is_person(group.whose) & ~self.grounded(group) & ~self.held(group)
        return self._due[key]

    def grounded(self, group: FieldGroup) -> Claim:
        return either(
            [
                self.ground(purpose, group, line)
                for purpose in self.map.purposes.values()
                for line in purpose.lines
                if line.collection == group.collection
            ]
        )

    def row_kept(self, collection: str) -> Claim:
        """Some datum of the row is there and is not due, or the row itself is kept as a link."""
        if collection not in self._kept:
            groups = self.map.collections[collection].groups
            same: dict[Claim, list[FieldGroup]] = {}
            for group in groups:
                if group.is_personal:
                    same.setdefault(self.due(group), []).append(group)
            found = [certain(any_of(*map(there, alike))) & ~due for due, alike in same.items()]
            found += [self.grounded(group) for group in groups if not group.is_personal]
            self._kept[collection] = either(found)
        return self._kept[collection]

    def row_gone(self, collection: str) -> Predicate:
        """Rows that a sweep takes as a whole: all that is there is due, and no row that stays refers to it."""
        if collection not in self._gone:
            self._gone[collection] = self._row_gone(self.map.collections[collection])
        return self._gone[collection]

    def row_due(self, collection: Collection) -> Predicate:
        """All that is there is due, and something is: whoever may refer to the row."""
        links = [self.grounded(group).no for group in collection.groups if not group.is_personal]
        fates = self.fates(collection)
        return every(
            *(
                any_of(every(*(negate(there(group)) for group in groups)), due)
                for due, groups in fates.items()
            ),
            any_of(*fates),
            *links,
        )

    def fates(self, collection: Collection) -> dict[Predicate, list[FieldGroup]]:
        """The personal groups of a collection by when they are due: those with the same fate are asked once."""
        found: dict[Predicate, list[FieldGroup]] = {}
        for group in collection.groups:
            if group.is_personal:
                found.setdefault(self.goes(group), []).append(group)
        return found

    # -- who asks

    def mine(self, group: FieldGroup) -> Claim:
        """The group is about whoever asks, in the role in which they ask. Nobody asks: yes.

        A field about somebody who is known by this row alone, such as a called number, follows the row."""
        if self.asker is None:
            return YES
        row = self.map.collections[group.collection].whose
        whose = row if group.whose.home == group.collection and not group.whose.path else group.whose
        return self._is_askers(whose)

    def about_asker(self, group: FieldGroup) -> Claim:
        """The group itself is about whoever asks, whatever the row is about."""
        return self._is_askers(group.whose)

    def is_askers(self, whose: Whose) -> Claim:
        """A row about such a person is about whoever asks."""
        return self._is_askers(whose)

    def consented_by_row(self, proof: ConsentProof, purpose: str, on: date) -> Claim:
        """A row tells of a consent that was given by that day, and of no withdrawal yet."""
        claim = self._is_to(proof, purpose)
        ended = proof.meaning.withdrawn
        if claim == NO or ended is None:
            return NO
        return claim & on_or_before(proof.meaning.given, on) & ~on_or_before(ended, self.today)

    def row_mine(self, collection: Collection) -> Predicate:
        """Rows that are about whoever asks, and about nobody else."""
        personal = [group for group in collection.groups if group.is_personal]
        if not personal:
            return self._is_askers(collection.whose).yes
        return every(*(any_of(negate(there(group)), self.mine(group).yes) for group in personal))

    def goes(self, group: FieldGroup) -> Predicate:
        """Due, and to be taken now: for whoever asks, if somebody does, and not from under anybody else."""
        if self.asker is None:
            return self.due(group).yes
        collection = self.map.collections[group.collection]
        safe = every(self.has_key(collection), negate(self.shared(group.collection)))
        return every(self.due(group).yes, self.mine(group).yes, safe)

    def has_key(self, collection: Collection) -> Predicate:
        """Every part of the key is there: only then can a statement bind the whole of it."""
        return every(*(Null(column, yes=False) for column in collection.shape.key))

    def shared(self, collection: str) -> Predicate:
        """Rows that another person's data refers to, such as an address of two. For one who asks they stay.

        A reference that tells whom a row is about makes nothing shared, nor does one to a person's own row."""
        if self.asker is None or self.map.collections[collection].identity:
            return NO.yes
        if collection not in self._shared:
            self._shared[collection] = any_of(
                *(
                    self._needed_by(child, hop)
                    for child, hop in self.map.children_of(collection)
                    if not _tells_whom(child, hop)
                )
            )
        return self._shared[collection]

    def _needed_by(self, child: Collection, hop: Hop) -> Predicate:
        if child.system in self.unreached:
            return YES.yes  # a row out of sight may refer here
        # Only children of the asker's own rows are looked for: of another system they would all be read.
        parent = self.map.collections[hop.parent]
        mine = any_of(*(self.mine(group).yes for group in parent.groups if group.is_personal))
        theirs = Within(hop.columns, Selection(hop.parent, mine), hop.theirs)
        return any_child((hop,), Claim(every(theirs, negate(self.row_mine(child))), NO.yes)).yes

    def _is_askers(self, whose: Whose) -> Claim:
        if self.asker is None:
            return YES
        found = self._listed_at_home(whose, "request", self.asker.batch)
        return found & self.is_kind(whose, frozenset((self.asker.role,))) if self.asker.role else found

    def unknown(self, group: FieldGroup) -> Predicate:
        return every(there(group), self.due(group).unknown)

    def paper_lies(self, collection: Collection) -> Predicate:
        """Rows that stand for paper that nobody has destroyed yet."""
        return Null(collection.destroyed) if collection.destroyed else NO.yes

    def _row_gone(self, collection: Collection) -> Predicate:
        stays = []
        for child, hop in self.map.children_of(collection.name):
            if child.system in self.unreached:
                return NO.yes  # a row out of sight may refer here
            if child.name == collection.name:
                staying: Predicate = any_of(negate(self.row_due(collection)), self.paper_lies(collection))
            elif child.when_due is WhenDue.ERASE and child.mode is Mode.ACT:
                staying = negate(self.row_gone(child.name))
            else:
                staying = YES.yes
            stays.append(any_child((hop,), Claim(staying, NO.yes)).yes)
        return every(
            self.row_due(collection),
            self._days_told(collection.name),
            negate(self.paper_lies(collection)),
            *(negate(found) for found in stays),
        )

    def _days_told(self, collection: str) -> Predicate:
        """Every day that a remembered event takes from the row can be read. One that can't be read can't be
        remembered: without the row, others would be judged as if it had never been."""
        return every(
            *(
                is_told(part, self.today, self.world)
                for event in self.map.events.values()
                if event.remember and event.of != collection
                for part in among_children(event.node)
                if part.path[0].child == collection
            )
        )

    # -- small parts

    def _reached(self, group: FieldGroup, home: str, claim: Claim) -> Claim:
        """A claim about rows of `home`, as seen from the group's row; no way there: no."""
        if group.collection == home:
            return claim
        if group.whose.home == home:
            return self.at_home(group.whose, claim)
        path = self.map.paths.get((group.collection, home))
        if path is None:
            return NO
        return self.world.any_parent(path, claim)

    def _listed_at_home(self, whose: Whose, kind: str, name: str, day: date | None = None) -> Claim:
        claim = self.at_home(whose, certain(Listed(self.world.keys[whose.home], kind, name, day)))
        if not whose.or_own:
            return claim
        own, path = whose.own
        alone = self.world.any_parent(path, certain(Listed(self.world.keys[own], kind, name, day)))
        return claim | alone

    def _from(self, there: str, theirs: Whose, group: FieldGroup, claim: Claim) -> Claim:
        """A claim about a row of another collection, as seen from the group's row through their subject."""
        if there == group.collection:
            return claim
        path = self.map.paths.get((group.collection, there))
        if path is not None:
            return self.world.any_parent(path, claim)
        if theirs.home != group.whose.home:
            return NO
        return self.at_home(group.whose, self.world.any_child(theirs.path, claim) if theirs.path else claim)

    def _withdrawn_from(self, proof: ConsentProof, purpose: str, group: FieldGroup, since: date) -> Claim:
        """A row tells that the consent was withdrawn on this day or later."""
        ended = proof.meaning.withdrawn
        claim = self._is_to(proof, purpose)
        if ended is None or claim == NO:
            return NO
        claim = claim & on_or_before(ended, self.today) & ~on_or_before(ended, since - ONE_DAY)
        if proof.collection.partition(".")[0] in self.unreached:
            claim = UNKNOWN
        return self._from(proof.collection, proof.whose, group, claim)

    def _is_to(self, proof: ConsentProof, purpose: str) -> Claim:
        """The row speaks of consent to the purpose."""
        meaning, claim = proof.meaning, YES
        if isinstance(meaning.to, str):
            if meaning.to != purpose:
                return NO
        else:
            words = tuple(word for word, name in meaning.to.values.items() if name == purpose)
            if not words:
                return NO
            claim = certain(OneOf(meaning.to.column, words))
        for column, values in meaning.only_if.items():
            claim = claim & certain(OneOf(column, values if isinstance(values, tuple) else (values,)))
        return claim

    def _consent_from(
        self, proof: ConsentProof, purpose: str, group: FieldGroup, later_than: date | None = None
    ) -> Claim:
        meaning = proof.meaning
        claim = self._is_to(proof, purpose)
        if claim == NO:
            return NO
        claim = claim & on_or_before(meaning.given, self.today)
        if later_than is not None:
            claim = claim & ~on_or_before(meaning.given, later_than)
        for ended in (meaning.withdrawn, meaning.expires):
            if ended:
                claim = claim & ~on_or_before(ended, self.today)
        if proof.collection.partition(".")[0] in self.unreached:
            claim = UNKNOWN
        return self._from(proof.collection, proof.whose, group, claim)

    def _mark(self, mark: ObjectionMark, group: FieldGroup) -> Claim:
        meaning = mark.meaning
        said = (
            Null(meaning.column, yes=False)
            if meaning.when is None
            else OneOf(meaning.column, (meaning.when,))
        )
        claim = UNKNOWN if mark.collection.partition(".")[0] in self.unreached else certain(said)
        return self._from(mark.collection, mark.whose, group, claim)

    def _restricted_by(self, mark: RestrictionMark, group: FieldGroup) -> Claim:
        meaning = mark.meaning
        claim = on_or_before(meaning.begins, self.today) & ~on_or_before(meaning.lifted, self.today)
        if mark.collection.partition(".")[0] in self.unreached:
            claim = UNKNOWN
        return self._from(mark.collection, mark.whose, group, claim)

    def _extended(self, stop: Stop) -> Claim:
        until, reason, approver = stop.until, stop.reason, stop.approver
        if until is None or reason is None or approver is None:
            return NO
        open_still = Claim(
            NotBefore(until.column, self.today + ONE_DAY),
            any_of(Null(until.column), Before(until.column, self.today + ONE_DAY)),
        )
        given = [
            self.world.parent(part.path, certain(Null(part.column, yes=False))) for part in (reason, approver)
        ]
        return self.world.parent(until.path, open_still) & given[0] & given[1]

    def _stopped_for(self, group: FieldGroup) -> Claim:
        """Every line with a hard stop that covers the group has come to it. No such line: never."""
        stops = [
            self.stopped(line)
            for line in self.map.lines_of(group.collection)
            if group.category in line.categories and isinstance(line.window, After) and line.window.stop
        ]
        if not stops:
            return NO
        found = YES
        for stop in stops:
            found = found & stop
        return found


def _tells_whom(child: Collection, hop: Hop) -> bool:
    """The reference is the first step from the row, or some of its fields, to whom they are about."""
    return any(whose.path[:1] == (hop,) for whose in (child.whose, *(group.whose for group in child.groups)))


def there(group: FieldGroup) -> Predicate:
    """Some field of the group is not blank."""
    return any_of(*(Blank(column, group.blank, yes=False) for column in group.columns))


def _cut(period: Period | None, today: date) -> date:
    return cutoff(period, today) if period else today


def _kind_told(told: KindByColumn, kinds: frozenset[str]) -> Claim:
    yes = tuple(value for value, kind in told.values if kind in kinds)
    no = tuple(value for value, kind in told.values if kind not in kinds)
    others = negate(OneOf(told.column, tuple(value for value, _ in told.values)))
    claim = Claim(OneOf(told.column, yes) if yes else NO.yes, OneOf(told.column, no) if no else NO.yes)
    if told.otherwise == "unknown":
        return claim
    if told.otherwise in kinds:
        return Claim(any_of(claim.yes, others), claim.no)
    return Claim(claim.yes, any_of(claim.no, others))


def _kinds_listed(facts: Facts) -> frozenset[tuple[str, str]]:
    """Which lists are not empty, so that predicates name no list in vain."""
    found = {("consent", consent.purpose) for consent in facts.consents}
    for objection in facts.objections:
        if objection.state not in STANDING:
            continue
        found |= {("objection", objection.purpose), (f"objection_{objection.state.value}", objection.purpose)}
    found |= {("erasure_asked", one.purpose) for one in facts.erasures}
    if facts.children:
        found.add(("child", ""))
    if facts.restrictions:
        found.add(("restricted", ""))
    return frozenset(found)
