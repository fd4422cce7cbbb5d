"""The example company's four systems, filled: what is found of each life, and what should no longer be there.

Rows obey the declaration on the day they are made for, but for a few breaches; `Made.due` names those."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from hjemmel.profiles.gifts.lives import CARD, ENQUIRY_YEARS, Life, Story, lives
from hjemmel.profiles.gifts.mailings import newsletter
from hjemmel.profiles.gifts.schema import Systems, empty
from hjemmel.profiles.sample import DemoSystem, Sample, Value

SOLD = (
    "krus", "hettegenser", "t-skjorte", "penn", "notatbok", "handlenett", "drikkeflaske", "paraply", "caps",
    "ullteppe", "sjokolade", "serveringsfat", "refleksvest", "minnepinne",
)  # fmt: skip
ASKED = ("Pris på krus", "Levering til messe", "Farge på trykk", "Prøve av genser", "Faktura", "Reklamasjon")
STILL_THERE = (Story.RUNNING, Story.JUST_ENDED, Story.FORGOTTEN, Story.RESTRICTED)
"""Stories of which every order, offer and card is still in the systems."""
VOUCHER_YEARS = 5
ON_VOUCHERS_TOO_LONG = (4, 3)
"""So many invoices of the last year that should be gone, and of the year before it."""

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
    maker = _Maker(today=today, sample=Sample(seed))
    everybody = lives(people, today, maker.sample)
    for number, life in enumerate(everybody, 1):
        maker.put(number, life)
    maker.spoil()
    newsletter(maker.systems, everybody, today, maker.sample, maker.due)
    return Made(systems=maker.systems.by_name(), due=dict(maker.due))


@dataclass(kw_only=True)
class _Maker:
    """Writes lives into the webshop, the customer system and the accounts, and keeps count of what is due."""

    today: date
    sample: Sample
    systems: Systems = field(default_factory=empty)
    due: Keys = field(default_factory=lambda: defaultdict(set))

    def put(self, account: int, life: Life) -> None:
        self._account(account, life)
        if life.story in STILL_THERE or life.story is Story.NO_SUCH_DAY:
            for day in sorted(life.orders):
                self._order(account, day, life)
        self._contact(account, life)
        self._accounts(account, life)

    # ---- the webshop ----

    def _account(self, account: int, life: Life) -> None:
        whole = life.story in STILL_THERE or life.story in (Story.KIND_NOT_TOLD, Story.NO_SUCH_DAY)
        named = whole or life.story in (Story.ENQUIRIES_STAND, Story.OLD_ENQUIRIES)
        first, last = _names(life) if named else ("slettet", "slettet")
        card = self._card(life) if whole else _blank_card(account)
        self.systems.accounts.add(
            id=account,
            first_name=first,
            last_name=last,
            created_at=self.sample.at(life.created),
            buyer_kind=life.kind,
            **card,
        )
        if life.story in (Story.FORGOTTEN, Story.OLD_ENQUIRIES):
            self.due["nettbutikk.accounts"].add((account,))

    def _card(self, life: Life) -> dict[str, Value]:
        name, sample = life.person.full_name, self.sample
        address = sample.address()
        return {
            "email": _email(life, sample),
            "phone": None if sample.chance(0.1) else sample.phone(),
            "title": sample.role() if life.kind == "person" else None,
            "workplace": life.company.name if life.kind == "person" else None,
            "company_address": address,
            "invoice_address": address if sample.chance(0.8) else f"{name}, {sample.address()}",
            "marketing_opt_out": sample.chance(0.12),
        }

    def _order(self, account: int, day: date, life: Life) -> None:
        table, lines = self.systems.orders, self.systems.order_lines
        order = len(table.rows) + 1
        at = f"{self.today.year - 1}-02-30" if life.story is Story.NO_SUCH_DAY else self.sample.at(day)
        table.add(id=order, account_id=account, placed_at=at, total=self.sample.number(900, 60_000))
        for _ in range(self.sample.number(1, 3)):
            line = len(lines.rows) + 1
            logo = f"logo-{self.sample.number(100, 999)}.svg" if self.sample.chance(0.7) else None
            quantity = self.sample.number(10, 400)
            lines.add(id=line, order_id=order, article=self.sample.one_of(SOLD), logo_file=logo, qty=quantity)
            self._forgotten("nettbutikk.order_lines", line, life)
        self._forgotten("nettbutikk.orders", order, life)

    # ---- the customer system ----

    def _contact(self, account: int, life: Life) -> None:
        asked = life.enquiries if life.story is not Story.GONE else []
        offered = life.offers if life.story in STILL_THERE else []
        wanted = bool(asked or offered) or life.story is Story.RESTRICTED
        if not wanted and not (life.story in STILL_THERE and self.sample.chance(0.5)):
            return
        is_link = life.story is Story.ENQUIRIES_STAND
        contact = len(self.systems.contacts.rows) + 1
        self.systems.contacts.add(
            id=contact,
            account_id=account,
            company=None if is_link else life.company.name,
            status=None if is_link else ("kunde" if life.orders else "mulig kunde"),
            relationship_ended_on=str(life.notice) if life.notice else None,
        )
        self._forgotten("salgskompass.contacts", contact, life)
        if life.story is Story.OLD_ENQUIRIES:
            self.due["salgskompass.contacts"].add((contact,))
        for day in sorted(asked):
            self._enquiry(contact, day, life)
        for day in sorted(offered):
            self._offer(contact, day, life)
        if life.story is Story.RESTRICTED:
            self._restriction(contact, self.today - timedelta(days=20), None)

    def _enquiry(self, contact: int, day: date, life: Life) -> None:
        number = len(self.systems.enquiries.rows) + 1
        self.systems.enquiries.add(
            id=number,
            contact_id=contact,
            subject=self.sample.one_of(ASKED),
            note=self.sample.note(),
            at=self.sample.at(day),
        )
        if life.is_natural and life.ended + ENQUIRY_YEARS <= self.today:
            self.due["salgskompass.enquiries"].add((number,))

    def _offer(self, contact: int, day: date, life: Life) -> None:
        number = len(self.systems.offers.rows) + 1
        self.systems.offers.add(
            id=number,
            contact_id=contact,
            amount=self.sample.number(2_000, 90_000),
            sent_on=str(day),
            expires_on=str(day + timedelta(days=30)),
            accepted=self.sample.chance(0.4),
        )
        self._forgotten("salgskompass.offers", number, life)

    def _restriction(self, contact: int, begins: date, lifted: date | None) -> None:
        self.systems.restrictions.add(
            contact_id=contact,
            from_at=self.sample.at(begins),
            reason="Bestrider at opplysningene er riktige.",
            lifted_at=self.sample.at(lifted) if lifted else None,
        )

    # ---- the accounts ----

    def _accounts(self, account: int, life: Life) -> None:
        if life.story in (Story.NO_SUCH_DAY, Story.KIND_NOT_TOLD):
            return
        billed = [day + timedelta(days=self.sample.number(1, 14)) for day in sorted(life.orders)]
        kept = [day for day in billed if self._last_old_year < day.year and day <= self.today]
        if not kept:
            return
        customer = len(self.systems.customers.rows) + 1
        self.systems.customers.add(
            id=customer,
            account_id=account,
            name=_name_on_invoice(life),
            invoice_address=self.sample.address(),
            orgnr=life.company.orgnr if life.kind != "enk" else self.sample.orgnr(),
        )
        for day in kept:
            self._invoice(customer, day)

    def _invoice(self, customer: int, day: date) -> int:
        number = 10_001 + len(self.systems.invoices.rows)
        self.systems.invoices.add(
            id=number,
            customer_id=customer,
            amount=self.sample.number(1_100, 75_000),
            issued_on=str(day),
            fiscal_year=day.year,
        )
        if self.sample.chance(0.01):
            sent = min(day + timedelta(days=60), self.today)
            case = len(self.systems.collection.rows) + 1
            self.systems.collection.add(id=case, invoice_id=number, sent_on=str(sent), ground="forfalt krav")
        return number

    @property
    def _last_old_year(self) -> int:
        """The last financial year that ended five years ago: 2020 gives way on 1 January 2026."""
        return self.today.year - VOUCHER_YEARS - 1

    # ---- breaches and oddities ----

    def spoil(self) -> None:
        """Invoices kept too long, a missing date, and restrictions of people whose relationship runs."""
        kinds = {row["id"]: row["buyer_kind"] for row in self.systems.accounts.dicts()}
        natural = [
            int(str(row["id"]))
            for row in self.systems.customers.dicts()
            if kinds[row["account_id"]] in ("person", "enk")
        ]
        for years, number in enumerate(ON_VOUCHERS_TOO_LONG):
            for customer in self.sample.some_of(natural, number):
                day = self.sample.day(
                    date(self._last_old_year - years, 2, 1), date(self._last_old_year - years, 11, 30)
                )
                self.due["regnskap.invoices"].add((self._old_invoice(customer, day),))
        running = self._running_contacts()
        self._no_day(running[0])
        self._restriction(running[1], self.today - timedelta(days=45), None)
        self._restriction(running[2], self.today - timedelta(days=200), self.today - timedelta(days=90))

    def _old_invoice(self, customer: int, day: date) -> int:
        number = self._invoice(customer, day)
        if self.systems.collection.rows and self.systems.collection.rows[-1][1] == number:
            self.systems.collection.rows.pop()
        return number

    def _running_contacts(self) -> list[int]:
        """Contacts of natural persons with an order in the last year: a gap elsewhere changes nothing."""
        recent = str(self.today - timedelta(days=365))
        active = {row["account_id"] for row in self.systems.orders.dicts() if str(row["placed_at"]) > recent}
        kinds = {row["id"]: row["buyer_kind"] for row in self.systems.accounts.dicts()}
        return [
            int(str(row["id"]))
            for row in self.systems.contacts.dicts()
            if row["account_id"] in active and kinds[row["account_id"]] in ("person", "enk")
        ]

    def _no_day(self, contact: int) -> None:
        number = len(self.systems.enquiries.rows) + 1
        note = self.sample.note()
        self.systems.enquiries.add(id=number, contact_id=contact, subject=ASKED[0], note=note, at=None)

    def _forgotten(self, collection: str, key: int, life: Life) -> None:
        if life.story is Story.FORGOTTEN and life.ended + CARD <= self.today:
            self.due[collection].add((key,))


def _names(life: Life) -> tuple[str, str]:
    if life.kind == "company":
        return "Innkjøp", life.company.name
    return life.person.first_name, life.person.last_name


def _email(life: Life, sample: Sample) -> str:
    if life.kind == "company":
        return sample.email("innkjøp", life.company.domain)
    return sample.email(
        life.person.full_name, life.company.domain if life.kind == "person" else "post.example"
    )


def _blank_card(account: int) -> dict[str, Value]:
    emptied: dict[str, Value] = dict.fromkeys(
        ("phone", "title", "workplace", "company_address", "invoice_address")
    )
    return {**emptied, "email": f"slettet-{account}@invalid.example", "marketing_opt_out": False}


def _name_on_invoice(life: Life) -> str:
    match life.kind:
        case "person":
            return f"{life.company.name} v/ {life.person.full_name}"
        case "enk":
            return life.person.full_name
        case _:
            return life.company.name
