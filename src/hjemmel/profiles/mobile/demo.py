"""The example company's four systems, filled: what is found of each account, and what should be gone.

Rows obey the declaration on the day they are made for, but for a few breaches; `Made.due` names those.
Dates keep a day or two away from every end: a demo left open overnight tells the same story."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from hjemmel.profiles.mobile.accounts import FEWEST, Account, Story, Subscription, accounts
from hjemmel.profiles.mobile.bills import Bill, bills
from hjemmel.profiles.mobile.schema import empty
from hjemmel.profiles.mobile.service import service
from hjemmel.profiles.mobile.traffic import Traffic
from hjemmel.profiles.sample import DemoSystem, Sample, Value

PLANS = ("Fjell 5 GB", "Fjell 15 GB", "Fjell Fri", "Bedrift 10 GB", "Junior 2 GB", "Senior")
LISTINGS = {"listed": 70.0, "partly": 12.0, "secret": 18.0}
UNEXPLAINED = 12
OPERATORS = ("ks-014", "ks-027", "ks-031", "but-102", "but-118")
OLD_CALLS = 40
"""Call records past three months after the bill fell due."""
CURRENT_VERSION = 6

Keys = dict[str, set[tuple[Value, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The systems, and the keys of the rows that hold something without a ground, by collection."""

    systems: dict[str, DemoSystem]
    due: Keys


def tables(people: int, today: date, seed: int) -> dict[str, DemoSystem]:
    """The systems by name. The same arguments give the same rows."""
    return made(people, today, seed).systems


def made(people: int, today: date, seed: int) -> Made:
    """The systems, and what in them is due on `today`."""
    if people < FEWEST:
        raise ValueError(f"the story needs at least {FEWEST} people")
    maker = _Maker(today=today, sample=Sample(seed))
    for account in accounts(people * 3 // 5, today, maker.sample):
        maker.put(account)
    maker.due["taksering.cdr"] = maker.traffic.too_old(OLD_CALLS)
    service(maker.systems, today, maker.sample)
    return Made(systems=maker.systems, due=dict(maker.due))


@dataclass(kw_only=True)
class _Maker:
    """Writes accounts into the subscription system, the rating system and the billing system."""

    today: date
    sample: Sample
    systems: dict[str, DemoSystem] = field(default_factory=empty)
    due: Keys = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.traffic = Traffic(self.systems["taksering"], self.today, self.sample)

    def put(self, account: Account) -> None:
        owner = self._owner(account)
        billed = bills(owner, account, self.today, self.sample, self.systems["faktura"])
        if account.story is Story.VOUCHERS_ONLY:
            return
        self._shown(owner, account)
        if not account.is_company and not account.is_forgotten:
            self._checked(owner, account)
            self._chosen(owner, account)
        for subscription in account.subscriptions:
            self._subscription(owner, subscription, account, billed)
        if account.is_forgotten:
            self.due["abonnement.persons"].add((owner,))

    # ---- people ----

    def _owner(self, account: Account) -> int:
        if account.is_company:
            company = self.sample.company()
            email = self.sample.email("post", company.domain)
            return self._person("company", company.name, account.created, email=email)
        name = self.sample.person().full_name
        if account.story is Story.VOUCHERS_ONLY:
            return self._person("owner", name, account.created, address=self.sample.address())
        # The number goes as soon as the relationship has ended: it has, if nobody owes anything.
        has_number = account.story in (Story.RUNNING, Story.CAME_BACK, Story.OWES)
        return self._known("owner", name, account.created, has_number)

    def _known(self, relation: str, name: str, created: date, has_number: bool) -> int:
        """A person with everything the card has room for."""
        sample = self.sample
        birth = sample.day(date(1940, 1, 1), created - timedelta(days=18 * 366))
        number = sample.national_number(birth)
        return self._person(
            relation,
            name,
            created,
            birth_date=str(birth),
            fnr_enc=f"enc:{int(number):x}" if has_number else None,
            address=sample.address() if sample.chance(0.97) else None,
            email=sample.email(name) if sample.chance(0.9) else None,
            phone=sample.phone(),
            marketing_opt_out=sample.chance(0.15),
        )

    def _person(self, relation: str, name: str, created: date, **known: Value) -> int:
        emptied: dict[str, Value] = dict.fromkeys(("birth_date", "fnr_enc", "address", "email", "phone"))
        return self._next(
            "persons",
            relation=relation,
            name=name,
            created_at=self.sample.at(created),
            **{**emptied, "marketing_opt_out": False, **known},
        )

    def _user(self, created: date) -> int:
        """Somebody whose name the owner gave us."""
        name = self.sample.person().full_name
        email = self.sample.email(name) if self.sample.chance(0.5) else None
        return self._person("user", name, created, email=email, phone=self.sample.phone())

    # ---- subscriptions ----

    def _subscription(self, owner: int, what: Subscription, account: Account, billed: list[Bill]) -> None:
        sample = self.sample
        user = self._user(what.opened) if what.has_user else owner
        buyer_name = sample.person().full_name
        buyer = (
            self._known("buyer", buyer_name, what.opened, what.closed is None) if what.has_buyer else owner
        )
        number = self._next(
            "subscriptions",
            msisdn=sample.phone(),
            buyer_id=buyer,
            owner_id=owner,
            user_id=user,
            plan=sample.one_of(PLANS),
            listing=sample.weighted(**LISTINGS),
            opened_on=str(what.opened),
            closed_on=str(what.closed) if what.closed else None,
        )
        if account.is_forgotten:
            self.due["abonnement.subscriptions"].add((number,))
        elif what.closed is None:
            self.traffic.of(number, user, what.opened, billed)

    def _shown(self, person: int, account: Account) -> None:
        if account.is_forgotten:
            return
        version = self.sample.number(1, CURRENT_VERSION)
        self.systems["abonnement"].table("notices").add(
            person_id=person, version=version, shown_at=self.sample.at(account.created)
        )

    def _checked(self, person: int, account: Account) -> None:
        """Lookups in the population register, and a credit check if the person asked to pay afterwards."""
        sample = self.sample
        since = max(account.created, self.today - timedelta(days=700))
        until = min(account.closed or self.today, self.today)
        for _ in range(sample.number(0, 2) if since < until else 0):
            self._next(
                "freg_lookups",
                person_id=person,
                reason=self._reason(sample.one_of(("nytt abonnement", "returpost", "nummerflytting"))),
                operator=sample.one_of(OPERATORS),
                fields="navn, adresse, status",
                at=sample.at(sample.day(since, until)),
            )
        if account.story is Story.RUNNING and sample.chance(0.12):
            self._credit_check(person, self.today - timedelta(days=sample.number(0, 350)))

    def _reason(self, reason: str) -> str | None:
        """One lookup was made without writing down why."""
        made = len(self.systems["abonnement"].table("freg_lookups").rows)
        return None if made == UNEXPLAINED else reason

    def _credit_check(self, person: int, decided: date) -> None:
        has_report = (self.today - decided).days < 5
        if not has_report:
            decided = min(decided, self.today - timedelta(days=8))
        self._next(
            "credit_checks",
            person_id=person,
            report=f"enc:{self.sample.number(16**11, 16**12 - 1):x}" if has_report else None,
            received_on=str(decided - timedelta(days=1)),
            decided_on=str(decided),
            outcome="innvilget" if self.sample.chance(0.8) else "avslått",
        )

    def _chosen(self, person: int, account: Account) -> None:
        for purpose, share in (("news", 0.3), ("traffic", 0.1)):
            if account.story is not Story.RUNNING or not self.sample.chance(share):
                continue
            given = self.sample.day(account.created, self.today - timedelta(days=1))
            withdrawn = self.sample.day(
                max(given, self.today - timedelta(days=1000)), self.today - timedelta(days=1)
            )
            self._next(
                "consents",
                person_id=person,
                purpose=purpose,
                given_at=self.sample.at(given),
                withdrawn_at=self.sample.at(withdrawn) if self.sample.chance(0.2) else None,
            )

    def _next(self, table: str, /, **values: Value) -> int:
        found = self.systems["abonnement"].table(table)
        number = len(found.rows) + 1
        found.add(id=number, **values)
        return number
