"""The contractor's customers, suppliers and prospects: cards, contracts, projects, documents and invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hjemmel.profiles.sample import Company, Sample, Value
from hjemmel.profiles.trades.lives import (
    BUYS,
    CRAFT_DAYS,
    EMPTY_CARD,
    FORGOTTEN,
    HISTORY,
    LAST_AGO,
    SHARES,
    SHORT_CARD,
    Customer,
    Story,
)
from hjemmel.profiles.trades.schema import Systems

Keys = dict[str, set[tuple[Value, ...]]]

VOUCHER_YEARS, CONSTRUCTION_YEARS = 5, 10
PHOTOS_FORGOTTEN = 2
UNTOLD, UNTOLD_AFTER = 2, timedelta(days=60)
"""So many found in open sources were never told of it."""
PARTNERS = ("Nordfoss Elgrossist AS", "Lillevik Automasjon AS", "Brattland Bygg AS")
WORK = (
    "nytt sikringsskap", "elbillader", "varmekabler på bad", "feilsøking", "ny kurs til kjøkken", "utelys",
    "rehabilitering av anlegg", "varmepumpe", "nødlys", "styreskap",
)  # fmt: skip
SAID = (
    "Ønsker befaring.", "Spør om pris på elbillader.", "Avtalt tidspunkt for arbeidet.", "Sendt tilbud.",
    "Minner om samsvarserklæring.", "Melder at lyset blinker.", "Ønsker serviceavtale.",
)  # fmt: skip


@dataclass(kw_only=True)
class CustomerRegister:
    """Fills the customer register and the project system."""

    today: date
    sample: Sample
    systems: Systems
    due: Keys
    untold: int = 0

    def fill(self, people: int) -> None:
        stories = [story for story, number in FORGOTTEN.items() for _ in range(number)]
        stories += [story for story, share in SHARES.items() for _ in range(people * share // 100)]
        running = [Story.RUNNING] * (people - len(stories))
        for story in self.sample.shuffled([*stories, *running]):
            self._put(self._customer(story))
        self._odd_company()
        self._forgotten_photos()

    # ---- who ----

    def _customer(self, story: Story) -> Customer:
        nearest, furthest = LAST_AGO[story]
        last = self.today - timedelta(days=self.sample.number(nearest, furthest))
        private = self._is_private(story)
        days = self._work_days(last, private, story) if story in BUYS else []
        company = None if private else self.sample.company()
        customer = Customer(
            story=story, person=self.sample.person(), company=company, company_id=None, last=last, days=days
        )
        if company:
            customer.company_id = self._company(company, customer)
        return customer

    def _is_private(self, story: Story) -> bool:
        match story:
            case Story.CRAFT | Story.FORGOTTEN_CRAFT:
                return True
            case Story.ON_VOUCHERS | Story.CONSTRUCTION | Story.SUPPLIER | Story.FORGOTTEN_CUSTOMER:
                return False
            case _:
                return self.sample.chance(0.6)

    def _work_days(self, last: date, private: bool, story: Story) -> list[date]:
        """One or more jobs. Of private work older than five years nothing is left."""
        if story not in (Story.RUNNING, Story.ENDED):
            return [last]
        earliest = self.today - timedelta(days=CRAFT_DAYS if private else HISTORY)
        return sorted([last, *(self.sample.day(earliest, last) for _ in range(self.sample.number(0, 2)))])

    def _company(self, company: Company, customer: Customer) -> int:
        number = len(self.systems.companies.rows) + 1
        alone = customer.story in (Story.RUNNING, Story.PROSPECT) and self.sample.chance(0.15)
        self.systems.companies.add(
            id=number,
            orgnr=company.orgnr,
            name=company.name,
            kind="sole_trader" if alone else "company",
            relation=customer.relation,
            last_activity_on=str(customer.last),
            created_at=self.sample.at(customer.created),
        )
        return number

    # ---- the register ----

    def _put(self, customer: Customer) -> None:
        number = len(self.systems.persons.rows) + 1
        self.systems.persons.add(
            id=number,
            company_id=customer.company_id,
            private_customer=customer.is_private,
            relation=customer.relation,
            created_at=self.sample.at(customer.created),
            **self._card(customer),
        )
        self._is_due("crm.persons", number, customer.story in FORGOTTEN)
        if customer.story not in (*EMPTY_CARD, *SHORT_CARD):
            self._interactions(number, customer)
        if (
            customer.story in (Story.RUNNING, Story.SUPPLIER)
            and not customer.is_private
            and self.sample.chance(0.4)
        ):
            self._contract(number, customer)
        self._newsletter(number, customer)
        for day in customer.days:
            self._project(number, day, customer)
        if customer.story is Story.RUNNING and self.sample.chance(0.06):
            self._project(number, None, customer)

    def _card(self, customer: Customer) -> dict[str, Value]:
        sample, story, name = self.sample, customer.story, customer.person.full_name
        emptied: dict[str, Value] = dict.fromkeys(
            ("title", "email", "phone", "source", "source_date", "notice_sent_at")
        )
        if story in EMPTY_CARD:
            return {**emptied, "name": "slettet"}
        reached: dict[str, Value] = {
            "name": name,
            "email": sample.email(name, customer.company.domain if customer.company else "post.example"),
            "phone": None if sample.chance(0.12) else sample.phone(),
        }
        if story in SHORT_CARD:
            return {**emptied, **reached, "source": "selv", "source_date": str(customer.created)}
        found = (
            "selv"
            if customer.is_private
            else sample.weighted(selv=75, brreg=10, proff=5, nettsok=5, opplysning=5)
        )
        told = min(customer.created + timedelta(days=sample.number(1, 25)), self.today)
        forgotten = found == "proff" and customer.created < self.today - UNTOLD_AFTER and self.untold < UNTOLD
        self.untold += forgotten
        return {
            **reached,
            "title": None if customer.is_private else sample.role(),
            "source": found,
            "source_date": str(customer.created),
            "notice_sent_at": None if found == "selv" or forgotten else sample.at(told),
        }

    def _interactions(self, person: int, customer: Customer) -> None:
        days = [self.sample.day(customer.created, customer.last) for _ in range(self.sample.number(0, 2))]
        if not customer.days:
            days.append(customer.last)
        for day in sorted(days):
            number = len(self.systems.interactions.rows) + 1
            self.systems.interactions.add(
                id=number,
                person_id=person,
                channel=self.sample.one_of(("telefon", "e-post", "nettside", "tilbud")),
                note=self.sample.note(SAID),
                at=self.sample.at(day),
            )
            self._is_due("crm.interactions", number, customer.story in FORGOTTEN)

    def _contract(self, person: int, customer: Customer) -> None:
        number = len(self.systems.contracts.rows) + 1
        ended = customer.last if self.sample.chance(0.3) else None
        self.systems.contracts.add(
            id=number,
            company_id=customer.company_id,
            person_id=person,
            start_on=str(customer.created),
            end_on=str(ended) if ended else None,
        )

    def _newsletter(self, person: int, customer: Customer) -> None:
        if customer.story is Story.SUBSCRIBER:
            self._consent(person, "newsletter", customer.last, None)
        elif customer.story in (Story.RUNNING, Story.ENDED, Story.PROSPECT) and self.sample.chance(0.25):
            given = self.sample.day(customer.created, customer.last)
            recent = max(given, self.today - timedelta(days=900))
            withdrawn = self.sample.day(recent, self.today) if self.sample.chance(0.2) else None
            self._consent(person, "newsletter", given, withdrawn)

    def _consent(self, person: int, purpose: str, given: date, withdrawn: date | None) -> None:
        self.systems.consents.add(
            id=len(self.systems.consents.rows) + 1,
            person_id=person,
            purpose=purpose,
            given_at=self.sample.at(given),
            withdrawn_at=self.sample.at(withdrawn) if withdrawn else None,
            text_version=f"{given.year}-1",
        )

    # ---- the projects ----

    def _project(self, person: int, day: date | None, customer: Customer) -> None:
        number = 7_001 + len(self.systems.projects.rows)
        story = customer.story
        construction = story is Story.CONSTRUCTION or (
            story is Story.RUNNING and not customer.is_private and self.sample.chance(0.2)
        )
        self.systems.projects.add(
            id=number,
            company_id=customer.company_id,
            person_id=person,
            address=None if story is Story.ON_VOUCHERS else self.sample.address(),
            work=None if story is Story.ON_VOUCHERS else self.sample.one_of(WORK),
            is_construction=construction,
            completed_on=str(day) if day else None,
            fiscal_year=day.year if day else None,
        )
        self._is_due("prosjekt.projects", number, story in FORGOTTEN)
        if story is not Story.ON_VOUCHERS:
            self._documents(number, construction, customer)
        if day and story is not Story.FORGOTTEN_CRAFT:
            self._invoice(number, day + timedelta(days=self.sample.number(3, 14)), construction, customer)
        if (
            day
            and story in (Story.RUNNING, Story.ENDED)
            and (self.today - day).days < 1000
            and self.sample.chance(0.1)
        ):
            self._disclosure(number, person, day)
        if story is Story.RUNNING and customer.is_private and self.sample.chance(0.05):
            self._photo(number)
            self._consent(person, "reference_photos", min(day or customer.last, customer.last), None)

    def _documents(self, project: int, construction: bool, customer: Customer) -> None:
        """Of an old construction project only accounts are left. The law keeps a delivery note longer."""
        kinds = {
            Story.CONSTRUCTION: ["project_account"],
            Story.FORGOTTEN_CUSTOMER: ["drawing", "delivery_note"],
        }.get(customer.story)
        if kinds is None:
            kinds = [
                "declaration_of_conformity",
                self.sample.one_of(("offer", "drawing", "delivery_note", "contract")),
            ]
            kinds += ["project_account"] if construction else []
        for kind in kinds:
            number = len(self.systems.documents.rows) + 1
            self.systems.documents.add(
                id=number, project_id=project, type=kind, file=f"{project}/{kind}.pdf", photo_file=None
            )
            by_law = customer.story is Story.FORGOTTEN_CUSTOMER and kind == "delivery_note"
            self._is_due("prosjekt.documents", number, customer.story in FORGOTTEN and not by_law)

    def _photo(self, project: int) -> int:
        number = len(self.systems.documents.rows) + 1
        self.systems.documents.add(
            id=number,
            project_id=project,
            type="reference_photo",
            file=None,
            photo_file=f"{project}/bilde-{number}.jpg",
        )
        return number

    def _invoice(self, project: int, day: date, construction: bool, customer: Customer) -> None:
        """None of tomorrow, and none whose financial year ended longer ago than the law asks."""
        years = CONSTRUCTION_YEARS if construction else VOUCHER_YEARS
        if day > self.today or day.year < self.today.year - years:
            return
        name = customer.person.full_name
        self.systems.invoices.add(
            id=30_001 + len(self.systems.invoices.rows),
            project_id=project,
            person_name=name if customer.company is None else f"{customer.company.name} v/ {name}",
            amount=self.sample.number(1_500, 140_000),
            issued_on=str(day),
            fiscal_year=day.year,
        )

    def _disclosure(self, project: int, person: int, day: date) -> None:
        self.systems.disclosures.add(
            id=len(self.systems.disclosures.rows) + 1,
            project_id=project,
            person_id=person,
            recipient=self.sample.one_of(PARTNERS),
            reference=f"ordre {project}",
            at=self.sample.at(day),
        )

    # ---- breaches and oddities ----

    def _odd_company(self) -> None:
        """A kind that nobody has told us of, and a newcomer there."""
        company = self.sample.company(form="SA")
        number = len(self.systems.companies.rows) + 1
        yesterday = self.today - timedelta(days=1)
        self.systems.companies.add(
            id=number,
            orgnr=company.orgnr,
            name=company.name,
            kind="forening",
            relation="prospect",
            last_activity_on=None,
            created_at=self.sample.at(yesterday),
        )
        newcomer = Customer(
            story=Story.PROSPECT,
            person=self.sample.person(),
            company=company,
            company_id=number,
            last=yesterday,
        )
        self._put(newcomer)

    def _forgotten_photos(self) -> None:
        """Photos of people who took their consent back a month ago."""
        private = {row["id"] for row in self.systems.persons.dicts() if row["private_customer"]}
        photographed = {row["person_id"] for row in self.systems.consents.dicts()}
        recent = str(self.today - timedelta(days=300))
        candidates = [
            row
            for row in self.systems.projects.dicts()
            if row["person_id"] in private - photographed and str(row["completed_on"] or "") > recent
        ]
        for row in candidates[:PHOTOS_FORGOTTEN]:
            given = date.fromisoformat(str(row["completed_on"]))
            withdrawn = max(given, self.today - timedelta(days=30))
            self._consent(int(str(row["person_id"])), "reference_photos", given, withdrawn)
            self.due["prosjekt.documents"].add((self._photo(int(str(row["id"]))),))

    def _is_due(self, collection: str, key: int, is_due: bool) -> None:
        if is_due:
            self.due[collection].add((key,))
