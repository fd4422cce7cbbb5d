"""The example company's four systems, filled: what is found of each customer, and what should be gone.

Rows obey the declaration on the day they are made for, but for the credit reports; `Made.due` names those.
Dates keep a day or two away from every end: a demo left open overnight tells the same story."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from hjemmel.profiles.footcare.customers import FEWEST, OPENED, VOUCHERS, Customer, Order, Story, customers
from hjemmel.profiles.footcare.others import others
from hjemmel.profiles.footcare.schema import empty
from hjemmel.profiles.sample import DemoSystem, DemoTable, Sample, Value

OLD_REPORTS = 14
"""Credit reports that should have been erased seven days after the decision."""
UNDECIDED = 3
MET = ("webshop", "webshop", "email", "phone", "showroom", "fair")
UNTOLD = (11, 23)
FORGOTTEN = 2
"""The contact person whom nobody asked the last times."""
"""Those met at a fair whom nobody told of the statement."""
BUREAU = "Kredittsyn Norge AS"
NOTES = (
    "Spurte om pris på vernesko.", "Ønsker prøvepar i flere størrelser.", "Vil ha levering før sesongen.",
    "Avtalt bytte av størrelse.", "Spurte om skokrem til utstilling.", "Ønsker samlet faktura.",
    "Ba om katalog.", "Bekreftet antall og størrelser.",
)  # fmt: skip
COMPLAINTS = ("Såle løsnet.", "Feil størrelse levert.", "Skadet i transport.", "Lim sviktet etter kort tid.")
ADDON_WITHOUT_CONSENT = 3
"""Which of the orders with an add-on has no consent."""
MOODS = ("blid", "nøytral", "misfornøyd", None)
REASONS = ("Søkte om faktura med 30 dagers frist.", "Søkte om høyere kredittgrense.")

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
    for number, customer in enumerate(customers(people * 2 // 5, today, maker.sample), 1):
        maker.put(number, customer)
    maker.spoil()
    others(people, today, maker.sample, maker.systems)
    return Made(systems=maker.systems, due=dict(maker.due))


@dataclass(kw_only=True)
class _Maker:
    """Writes customers into the webshop, the sales system and the consent register."""

    today: date
    sample: Sample
    systems: dict[str, DemoSystem] = field(default_factory=empty)
    due: Keys = field(default_factory=lambda: defaultdict(set))
    running: list[int] = field(default_factory=list)
    """Sole traders whose relationship runs."""
    addons: int = 0
    """How many orders with an add-on there are."""

    def put(self, number: int, customer: Customer) -> None:
        self._customer(number, customer)
        contacts = [self._contact(number, place, customer) for place in range(len(customer.people))]
        for order in sorted(customer.orders, key=lambda order: order.placed):
            self._order(number, self.sample.one_of(contacts), order, customer)
        if customer.story is Story.VOUCHERS_ONLY:
            return
        for contact in contacts:
            self._talks(contact, customer)
        if customer.story is Story.RUNNING:
            self._logins(contacts, customer)
            self._choices(contacts, customer)
            self._payout(number, customer)
            if customer.is_sole_trader:
                self.running.append(number)

    # ---- the webshop ----

    def _customer(self, number: int, customer: Customer) -> None:
        whole, sample = customer.story is not Story.VOUCHERS_ONLY, self.sample
        reachable = whole or not customer.is_sole_trader
        self._add(
            "nettbutikk.customers",
            id=number,
            orgnr=customer.company.orgnr,
            legal_name=customer.legal_name,
            address=sample.address(),
            email=sample.email("post", customer.company.domain) if reachable else None,
            phone=sample.phone() if reachable and sample.chance(0.9) else None,
            is_sole_trader=customer.is_sole_trader,
            created_at=sample.at(customer.created),
            source="web" if number % 20 == 0 else "person",
            told_at=self._morning(customer.created + timedelta(days=12 if number % 20 == 0 else 0)),
        )

    def _contact(self, customer_id: int, place: int, customer: Customer) -> int:
        sample, person = self.sample, customer.people[place]
        whole = customer.story is not Story.VOUCHERS_ONLY
        # The webshop lets people type their role. Whatever it is, an employee is a contact person.
        role = "owner" if customer.is_sole_trader else "vikar" if sample.chance(0.01) else "employee"
        met = len(self._table("nettbutikk.contacts").rows)
        return self._next(
            "nettbutikk.contacts",
            channel=MET[met % len(MET)],
            received_at=self._morning(customer.created),
            told_at=None if met in UNTOLD else self._morning(customer.created),
            confirmed_at=self._confirmed(customer.created, met),
            customer_id=customer_id,
            role=role,
            name=person.full_name if whole else "slettet",
            title=sample.role() if whole and role != "owner" else None,
            email=sample.email(person.full_name, customer.company.domain) if whole else None,
            phone=sample.phone() if whole and sample.chance(0.7) else None,
            source=sample.weighted(person=80, employer=20),
        )

    def _confirmed(self, created: date, met: int) -> str | None:
        """Each year somebody asks whether the address is still right. The last time they forgot one."""
        years = (self.today - created).days // 365
        last = created + timedelta(days=365 * years)
        if met == FORGOTTEN and years:
            last = self.today - timedelta(days=2 * 365 + 20)
        return self._morning(last) if years else None

    def _order(self, customer_id: int, contact: int, order: Order, customer: Customer) -> None:
        whole, sample = customer.story is not Story.VOUCHERS_ONLY, self.sample
        billed = order.placed + timedelta(days=sample.number(1, 14))
        has_invoice = billed <= self.today and billed.year >= self._first_open_year
        if not whole and not has_invoice:
            return
        guarantee = whole and order.delivered is not None and sample.chance(0.05)
        until = order.delivered + timedelta(days=1460) if guarantee and order.delivered else None
        placed_at = sample.at(order.placed) if whole else None
        has_addon = whole and sample.chance(0.06) and customer.story is Story.RUNNING
        if has_addon:
            self._addon(contact, order.placed)
        number = self._next(
            "nettbutikk.orders",
            customer_id=customer_id,
            contact_id=contact,
            placed_at=placed_at,
            addon_supplier="Sålefiks Abonnement AS" if has_addon else None,
            guarantee=guarantee if whole else None,
            guaranteed_until=str(until) if until else None,
        )
        if order.delivered and (whole or self._delivery_note_kept(order.delivered)):
            self._next("nettbutikk.deliveries", order_id=number, delivered_on=str(order.delivered))
        if has_invoice:
            self._invoice(number, billed)
        if whole and order.delivered:
            self._complaint(number, order.delivered, until)

    def _invoice(self, order: int, day: date) -> None:
        sample = self.sample
        invoice = self._next(
            "nettbutikk.invoices",
            order_id=order,
            amount=sample.number(800, 42_000),
            issued_on=str(day),
            fiscal_year=day.year,
        )
        if sample.chance(0.85):
            token = f"kl_{sample.number(16**9, 16**10 - 1):x}"
            last4 = f"{sample.number(0, 9999):04}" if sample.chance(0.7) else None
            self._next("nettbutikk.payments", invoice_id=invoice, psp_token=token, card_last4=last4)

    def _payout(self, customer: int, story: Customer) -> None:
        if not self.sample.chance(0.07):
            return
        first = max(story.created, date(self._first_open_year, 1, 1))
        paid = self.sample.day(first, self.today)
        is_paid = self.sample.chance(0.9)
        settled = is_paid and (self.today - paid).days > 27
        self._next(
            "nettbutikk.payouts",
            customer_id=customer,
            kontonr=None if settled else self.sample.account_number(),
            paid_on=str(paid) if is_paid else None,
        )

    def _logins(self, contacts: list[int], customer: Customer) -> None:
        first = max(customer.created, self.today - timedelta(days=360))
        for contact in contacts:
            for _ in range(self.sample.number(0, 3)):
                at = self.sample.at(self.sample.day(first, self._yesterday))
                self._next("nettbutikk.login_events", contact_id=contact, ip=self.sample.ip_address(), at=at)

    # ---- the sales system ----

    def _talks(self, contact: int, customer: Customer) -> None:
        for _ in range(self.sample.number(0, 3)):
            kind = self.sample.weighted(enquiry=50, meeting=25, agreement=10, offer_opened=15)
            day = self.sample.day(customer.created, customer.last)
            self._talk(contact, kind, self.sample.at(day))

    def _talk(self, contact: int, kind: str, at: str) -> None:
        note = None if kind == "offer_opened" else self.sample.note(NOTES)
        mood = self.sample.one_of(MOODS)
        self._next("salg.interactions", contact_id=contact, kind=kind, note=note, mood=mood, at=at)

    def _complaint(self, order: int, delivered: date, guaranteed_until: date | None) -> None:
        """Within two years of the delivery, or while a longer guarantee runs."""
        age = (self.today - delivered).days
        is_open = age < 725 or (guaranteed_until is not None and (guaranteed_until - self.today).days > 2)
        if not is_open or not self.sample.chance(0.4 if age >= 725 else 0.07):
            return
        opened = self.sample.day(delivered, min(self.today, delivered + timedelta(days=200)))
        closed = opened + timedelta(days=self.sample.number(1, 40))
        self._next(
            "salg.complaints",
            order_id=order,
            text=self.sample.one_of(COMPLAINTS),
            opened_on=str(opened),
            closed_on=str(closed) if closed <= self.today else None,
        )

    def _credit_check(self, customer: int, decided: date | None, received: date, has_report: bool) -> int:
        score = self.sample.number(20, 95)
        return self._next(
            "salg.credit_checks",
            customer_id=customer,
            reason=self.sample.one_of(REASONS),
            bureau=BUREAU,
            report=f"enc:{self.sample.number(16**11, 16**12 - 1):x}" if has_report else None,
            received_on=str(received),
            told_on=str(received + timedelta(days=3)) if received + timedelta(days=3) <= self.today else None,
            decided_on=str(decided) if decided else None,
            outcome=None if decided is None else "innvilget" if score > 45 else "avslått",
        )

    # ---- the consent register ----

    def _choices(self, contacts: list[int], customer: Customer) -> None:
        for contact in contacts:
            for purpose, share in (("offers", 0.45), ("timing", 0.2), ("addon", 0.06)):
                if self.sample.chance(share):
                    self._consent(contact, purpose, customer)

    def _addon(self, contact: int, placed: date) -> None:
        """The checkout wrote the consent first. Of the order that somebody took by telephone, nobody wrote any."""
        self.addons += 1
        if self.addons == ADDON_WITHOUT_CONSENT:
            return
        self._next(
            "samtykke.consents",
            contact_id=contact,
            purpose="addon",
            channel="web",
            given_at=f"{placed} 05:30:00",
            withdrawn_at=None,
            text_version=5,
        )

    def _consent(self, contact: int, purpose: str, customer: Customer) -> None:
        sample = self.sample
        given = sample.day(max(customer.created, self.today - timedelta(days=1500)), self._yesterday)
        withdrawn = sample.day(max(given, self.today - timedelta(days=1000)), self._yesterday)
        is_withdrawn = sample.chance(0.15)
        channel = sample.weighted(email=70, sms=20, post=10)
        self._next(
            "samtykke.consents",
            contact_id=contact,
            purpose=purpose,
            channel=channel,
            given_at=sample.at(given),
            withdrawn_at=sample.at(withdrawn) if is_withdrawn else None,
            text_version=sample.number(3, 6),
        )
        if purpose == "offers":
            self._sends(contact, channel, given, withdrawn if is_withdrawn else self.today)

    def _sends(self, contact: int, channel: str, given: date, end: date) -> None:
        first = max(given + timedelta(days=1), self.today - timedelta(days=1000))
        for _ in range(self.sample.number(0, 3) if first < end else 0):
            self._next(
                "samtykke.sends",
                contact_id=contact,
                **{"class": "offer"},
                channel=channel,
                decision="allow",
                reason="consent",
                at=self.sample.at(self.sample.day(first, end - timedelta(days=1))),
            )

    # ---- breaches and oddities ----

    def spoil(self) -> None:
        """Credit reports, in time and too old; a day that does not exist, and a kind nobody knows."""
        chosen = self.sample.some_of(self.running, OLD_REPORTS + UNDECIDED + len(self.running) // 3)
        old, rest = chosen[:OLD_REPORTS], chosen[OLD_REPORTS:]
        undecided, decided_in_time = rest[:UNDECIDED], rest[UNDECIDED:]
        for place, customer in enumerate(decided_in_time):
            ago = self.sample.number(0, 4) if place < 5 else self.sample.number(8, 350)
            self._credit_check(customer, self._ago(ago), self._ago(ago + 2), has_report=place < 5)
        for customer in undecided:
            received = self._ago(self.sample.number(1, 15))
            self._credit_check(customer, None, received, has_report=True)
        for place, customer in enumerate(old):
            decided = self._ago(11 if place == 0 else self.sample.number(8, 11))
            check = self._credit_check(customer, decided, decided - timedelta(days=2), has_report=True)
            self.due["salg.credit_checks"].add((check,))
        # Each has other contact that is later, or does not count: neither changes when anything ends.
        first, second = self._contacts_of(self.running[:2])
        self._talk(first, "enquiry", f"{self.today.year - 1}-02-30 11:20:00")
        self._talk(second, "faks", self.sample.at(self._ago(300)))

    def _contacts_of(self, numbers: list[int]) -> list[int]:
        rows = self._table("nettbutikk.contacts").dicts()
        found = {row["customer_id"]: row["id"] for row in rows}
        return [int(str(found[number])) for number in numbers]

    # ---- small parts ----

    def _morning(self, day: date) -> str | None:
        return f"{day} 08:00:00" if day <= self.today else None

    def _delivery_note_kept(self, day: date) -> bool:
        """Three years and six months after the financial year."""
        return date(day.year + 4, 7, 1) > self.today

    @property
    def _first_open_year(self) -> int:
        """The earliest financial year whose vouchers are still to be kept: 2021 until 31 December 2026."""
        return self.today.year - VOUCHERS.years

    @property
    def _yesterday(self) -> date:
        return self._ago(1)

    def _ago(self, days: int) -> date:
        return max(self.today - timedelta(days=days), OPENED)

    def _next(self, table: str, /, **values: Value) -> int:
        number = len(self._table(table).rows) + 1
        self._add(table, id=number, **values)
        return number

    def _add(self, table: str, /, **values: Value) -> None:
        self._table(table).add(**values)

    def _table(self, name: str) -> DemoTable:
        system, _, table = name.partition(".")
        return self.systems[system].table(table)
