"""An example house over the gifts company: plans, evidence and answers as the engine would give them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.core.action import Action, Because, Refusal, Verb
from hjemmel.core.datamap import DataMap
from hjemmel.core.drift import Difference, Drift, Drifting
from hjemmel.core.grounds.explain import Answer, GroundNow, State
from hjemmel.core.plan import MadeFrom, Plan, sealed
from hjemmel.core.promise import Evidence, Measurement, judge
from hjemmel.core.receipt import Receipt
from hjemmel.core.selection import Before, Selection
from hjemmel.core.terms import Tri
from hjemmel.desk import clock
from hjemmel.engine.ports import Actor, Approval

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
KARI = "kari@kunde.example"


class ExampleHouse:
    """Remembers nothing itself; what it makes goes into the stores, as the engine's own house does."""

    def __init__(self, data_map: DataMap, actor: Actor) -> None:
        self.map = data_map
        self.plans = StoredPlans(actor)
        self.evidences = StoredEvidences()

    def plan_sweep(self, day: date | None = None) -> Plan:
        today = clock.now().date()
        plan = sealed(replace(self._plan(), day=day or today, forecast=day is not None and day > today))
        self.plans.store(plan)
        return plan

    def approve(self, digest: str, actor: Actor) -> None:
        self.plans.approve(Approval(plan=digest, by=actor, at=clock.now()))

    def advance(self, digest: str, actor: Actor) -> list[Receipt]:
        plan = self.plans.plan(digest)
        assert plan
        for number, action in enumerate(plan.actions):
            if action.by_hand:
                continue
            begun = self.plans.begin(digest, number, clock.now())
            self.plans.finish(
                Receipt(
                    plan=digest, action=number, verb=action.verb.value, collection=action.rows.collection,
                    expected=action.expected, touched=action.expected, left=0, begun_at=begun, ended_at=clock.now(),
                )  # fmt: skip
            )
        return list(self.plans.receipts(digest))

    def judge(self, actor: Actor) -> list[Evidence]:
        approved = any(self.plans.approval(kept.plan.digest) for kept in _kept())
        found = [self._evidence(name, number, approved) for number, name in enumerate(self.map.declaration.promises)]
        self.evidences.store(found, actor, clock.now())
        return found

    def drift(self) -> Drift:
        odd = Drifting(
            kind=Difference.UNDECLARED_COLUMN, system="salgskompass", table="enquiries", column="mood", line=0
        )
        return Drift(
            differences=(odd,), columns_seen=80, columns_placed=79, systems=frozenset(self.map.declaration.systems)
        )

    def why(self, identity: str) -> "ExampleAnswer":
        return ExampleAnswer(self.map, identity == KARI)

    def _plan(self) -> Plan:
        ended = Because(
            rule="deliver", line=self.map.purposes["deliver"].lines[0].place.line,
            text_nb="60 dager etter at kundeforholdet er slutt",
            text_en="60 days after the customer relationship has ended",
        )  # fmt: skip
        vouchers = Because(
            rule="bookkeeping", line=self.map.purposes["bookkeeping"].lines[0].place.line,
            law="bokforingsloven-13-primary", text_nb="Regnskapsmateriale", text_en="Accounting vouchers",
        )  # fmt: skip
        hold = Because(
            rule="tvist-2026-14", line=0, law="gdpr-17-3-e",
            text_nb="Slettesperre «Tvist 2026/14»", text_en="Hold “Dispute 2026/14”",
        )  # fmt: skip
        unknown = Because(
            rule="unknown", line=0, text_nb="Datoen finnes ikke", text_en="The date does not exist"
        )
        before = Before("placed_at", date(2024, 9, 24))
        return Plan(
            kind="sweep",
            day=date(2026, 11, 23),
            made_at=clock.now(),
            made_from=MadeFrom(
                declaration=self.map.digest,
                systems=tuple((name, f"{name}.sqlite3", "a" * 64) for name in self.map.declaration.systems),
                facts="f" * 64,
            ),
            actions=(
                Action(verb=Verb.ERASE, rows=Selection("nettbutikk.orders", before), expected=1204, because=ended),
                Action(verb=Verb.ERASE, rows=Selection("nettbutikk.order_lines", before), expected=8410, because=ended),
                Action(verb=Verb.OVERWRITE, rows=Selection("nettbutikk.accounts", before), expected=58, because=ended),
                Action(
                    verb=Verb.ERASE, rows=Selection("salgskompass.offers", before), expected=37, because=ended, by_hand=True
                ),
            ),
            refusals=(
                Refusal(collection="regnskap.invoices", rows=96, because=vouchers, until=date(2027, 1, 1)),
                Refusal(collection="regnskap.invoices", rows=316, because=vouchers, until=date(2028, 1, 1)),
                Refusal(
                    collection="salgskompass.enquiries", rows=37, because=hold,
                    waits_nb="tvisten er løst", waits_en="the dispute is settled",
                ),
                Refusal(collection="nettbutikk.accounts", rows=3, because=unknown, unknown=True),
            ),
        )  # fmt: skip

    def _evidence(self, name: str, number: int, approved: bool) -> Evidence:
        promise = self.map.declaration.promises[name]
        broken = number == 2 and not approved
        seen = Measurement(
            at=clock.now(),
            cases=0 if number % 7 == 5 else 131,
            breaches=14 if broken else 0,
            seen_nb="14 av 131 kundekort er eldre enn løftet." if broken else "0 av 131 er for gamle.",
            seen_en="14 of 131 customer cards are older than promised." if broken else "0 of 131 are too old.",
        )
        line = self.map.line("promises", name)
        return judge(name, line, promise.grade, seen, clock.now(), clock.now() - clock.now())


class ExampleAnswer:
    """What is held about Kari, and nothing about anybody else."""

    unreached: tuple[str, ...] = ("nyhetsbrev",)

    def __init__(self, data_map: DataMap, found: bool) -> None:
        self.map = data_map
        self.found = found

    @property
    def rows(self) -> list[tuple[str, tuple[int], list[Answer]]]:
        if not self.found:
            return []
        return [
            ("nettbutikk.accounts", (1042,), self._answers("nettbutikk.accounts")),
            ("salgskompass.enquiries", (88,), self._answers("salgskompass.enquiries", due=True)),
            ("regnskap.customers", (377,), self._answers("regnskap.customers")),
        ]

    def values(self) -> dict[tuple[str, tuple[int]], dict[str, object]]:
        return {("nettbutikk.accounts", (1042,)): {"first_name": "Kari", "last_name": "Moen", "email": KARI}}

    def _answers(self, name: str, *, due: bool = False) -> list[Answer]:
        answers = []
        for group in self.map.collections[name].groups:
            lines = [line for line in self.map.lines_of(name) if group.category in line.categories]
            grounds = tuple(
                GroundNow(
                    purpose=line.purpose, line=line, stands=Tri.of(not due),
                    basis=next(iter(self.map.purposes[line.purpose].basis.values())),
                    until=date(2028, 5, 13), waits_for="",
                )
                for line in lines
            )  # fmt: skip
            answers.append(
                Answer(
                    group=group, state=State.DUE if due else State.HELD, grounds=grounds, holds=(),
                    restricted=Tri.of(group.category == "address"), until=None,
                    due_since=date(2026, 11, 19) if due else None,
                )  # fmt: skip
            )
        return answers


def _kept() -> tuple:
    from hjemmel.capabilities.plans import store

    return store.newest(5)
