"""The contractor's employees and applicants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from hjemmel.profiles.sample import Sample, Value
from hjemmel.profiles.trades.customers import Keys
from hjemmel.profiles.trades.schema import Systems

PAYROLL_YEARS = 5
TITLES = (
    "elektriker",
    "lærling",
    "montør",
    "prosjektleder",
    "automatiker",
    "kontormedarbeider",
    "lagermedarbeider",
)
CLAIM_PAPERS = ("contract", "warning", "injury")
DOMAIN = "kvitberg-elektro.example"


class Stage(Enum):
    """Where an employment stands, and whether the file has been cleaned."""

    RUNNING = auto()
    JUST_LEFT = auto()
    """Within the six months: all still there, rightly."""
    CLEANED = auto()
    """Within the three years: name, claim papers and payroll are left."""
    ON_PAYROLL = auto()
    """After the three years: the name on the payroll vouchers is left."""
    FORGOTTEN = auto()
    """A breach: past the six months, and nothing has been cleaned."""


NUMBERS = {Stage.JUST_LEFT: 3, Stage.CLEANED: 5, Stage.ON_PAYROLL: 3, Stage.FORGOTTEN: 2}
LEFT_AGO = {
    Stage.JUST_LEFT: (5, 170),
    Stage.CLEANED: (200, 1000),
    Stage.ON_PAYROLL: (1110, 1400),
    Stage.FORGOTTEN: (200, 300),
}
WHOLE = (Stage.RUNNING, Stage.JUST_LEFT, Stage.FORGOTTEN)
OLD_PAY_MONTHS = 3
"""So many payroll vouchers of a year that should be gone."""


@dataclass(kw_only=True)
class Personnel:
    """Fills the personnel system."""

    today: date
    sample: Sample
    systems: Systems
    due: Keys

    def fill(self, employees: int, applicants: int) -> None:
        stages = [stage for stage, number in NUMBERS.items() for _ in range(number)]
        for stage in [Stage.RUNNING] * (employees - len(stages)) + stages:
            self._employee(stage)
        self._old_payroll()
        self._applicants(applicants)

    # ---- employees ----

    def _employee(self, stage: Stage) -> None:
        number = len(self.systems.employees.rows) + 1
        name = self.sample.person().full_name
        left = (
            self.today - timedelta(days=self.sample.number(*LEFT_AGO[stage])) if stage in LEFT_AGO else None
        )
        hired = self.sample.day(self.today - timedelta(days=3800), (left or self.today) - timedelta(days=120))
        whole = stage in WHOLE
        sample, birth = self.sample, date(1962, 1, 1)
        self.systems.employees.add(
            id=number,
            name=name,
            fnr=sample.national_number(sample.day(birth, date(2004, 12, 31))) if whole else None,
            account_no=sample.account_number() if whole else None,
            title=sample.one_of(TITLES) if whole else None,
            service_car=f"XX {sample.number(10_000, 99_999)}" if whole and sample.chance(0.6) else None,
            photo_file=f"ansatt-{number}.jpg" if whole and sample.chance(0.8) else None,
            hired_on=str(hired),
            left_on=str(left) if left else None,
        )
        self._is_due("hr.employees", number, stage is Stage.FORGOTTEN)
        self._papers(number, stage)
        if stage in (Stage.RUNNING, Stage.JUST_LEFT):
            self._absence(number, left or self.today)
        if left and whole:
            self._mailbox(number, name, left, stage)
        self._payroll(number, hired, left or self.today)

    def _papers(self, employee: int, stage: Stage) -> None:
        if stage is Stage.ON_PAYROLL:
            return
        kinds = ["contract"] + [kind for kind in ("warning", "injury") if self.sample.chance(0.08)]
        kinds += ["ordinary", "course"] if stage in WHOLE else []
        for kind in kinds:
            number = len(self.systems.personnel_documents.rows) + 1
            self.systems.personnel_documents.add(
                id=number, employee_id=employee, type=kind, file=f"{employee}/{kind}.pdf"
            )
            self._is_due("hr.documents", number, stage is Stage.FORGOTTEN and kind not in CLAIM_PAPERS)

    def _absence(self, employee: int, until: date) -> None:
        for _ in range(self.sample.number(0, 3)):
            begins = self.sample.day(until - timedelta(days=700), until)
            ends = begins + timedelta(days=self.sample.number(1, 20))
            self.systems.absence.add(
                id=len(self.systems.absence.rows) + 1,
                employee_id=employee,
                from_on=str(begins),
                to_on=str(ends) if ends <= self.today else None,
                kind=self.sample.one_of(("egenmelding", "sykmelding", "sykt barn")),
                comment="ringte inn" if self.sample.chance(0.3) else None,
            )

    def _mailbox(self, employee: int, name: str, left: date, stage: Stage) -> None:
        number = len(self.systems.mailboxes.rows) + 1
        address = self.sample.email(name, DOMAIN)
        self.systems.mailboxes.add(id=number, employee_id=employee, address=address, closed_on=str(left))
        self._is_due("hr.mailboxes", number, stage is Stage.FORGOTTEN)

    def _payroll(self, employee: int, hired: date, until: date) -> None:
        """A voucher a month, of the years that the law asks for."""
        gross, member = self.sample.number(34_000, 62_000), self.sample.chance(0.5)
        first = max(hired, date(self.today.year - PAYROLL_YEARS, 1, 1))
        months = range(first.year * 12 + first.month, until.year * 12 + until.month)
        for month in months:
            self._pay(employee, (month - 1) // 12, (month - 1) % 12 + 1, gross, member)

    def _pay(self, employee: int, year: int, month: int, gross: int, member: bool) -> int:
        number = len(self.systems.payroll.rows) + 1
        self.systems.payroll.add(
            id=number,
            employee_id=employee,
            month=f"{year}-{month:02}",
            gross=gross,
            union_dues=450 if member else None,
            fiscal_year=year,
        )
        return number

    def _old_payroll(self) -> None:
        for month in range(1, OLD_PAY_MONTHS + 1):
            number = self._pay(1, self.today.year - PAYROLL_YEARS - 1, month, 31_500, member=True)
            self.due["hr.payroll"].add((number,))

    # ---- applicants ----

    def _applicants(self, applicants: int) -> None:
        for number in range(1, applicants + 1):
            match self.sample.weighted(waiting=25, answered=55, pool=20):
                case "waiting":
                    self._applicant(number, None)
                case "answered":
                    self._applicant(number, self.sample.number(0, 175))
                case _:
                    self._applicant(number, self.sample.number(190, 350), agreed=True)
        for number in range(applicants + 1, applicants + 9):
            self._applicant(number, self.sample.number(190, 330), is_due=True)
        self._applicant(applicants + 9, 250, agreed=True, took_back=True, is_due=True)

    def _applicant(
        self,
        number: int,
        decided_ago: int | None,
        agreed: bool = False,
        took_back: bool = False,
        is_due: bool = False,
    ) -> None:
        decided = None if decided_ago is None else self.today - timedelta(days=decided_ago)
        received = (decided or self.today) - timedelta(days=self.sample.number(5, 90))
        name = self.sample.person().full_name
        given: Value = self.sample.at(received) if agreed else None
        self.systems.applicants.add(
            id=number,
            name=name,
            email=self.sample.email(name),
            cv_file=None if self.sample.chance(0.05) else f"soknad-{number}.pdf",
            received_on=str(received),
            decided_on=str(decided) if decided else None,
            pool_consent=agreed,
            pool_consent_at=given,
            pool_withdrawn_at=self.sample.at(self.today - timedelta(days=20)) if took_back else None,
        )
        self._is_due("hr.applicants", number, is_due)

    def _is_due(self, collection: str, key: int, is_due: bool) -> None:
        if is_due:
            self.due[collection].add((key,))
