"""The bills of the example company: who owes what, since when, and what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hjemmel.core.period import Period
from hjemmel.profiles.mobile.accounts import Account, Story
from hjemmel.profiles.sample import DemoSystem, Sample, Value

VOUCHERS = Period(years=5)
MONTH, QUARTER = 30, 91
SOLD = ("Månedsavgift", "Samtaler", "Data utover pakken", "Meldinger til utlandet", "SIM-kort")


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of a running subscription: call records hang on the latest ones."""

    number: int
    due: date
    period: str

    @property
    def first_day(self) -> date:
        """Of the time it covers, which ends 20 days before it falls due."""
        return self.last_day - timedelta(days=MONTH if self.period == "monthly" else QUARTER)

    @property
    def last_day(self) -> date:
        return self.due - timedelta(days=20)


def bills(owner: int, account: Account, today: date, sample: Sample, system: DemoSystem) -> list[Bill]:
    """Writes the account's bills, one a year of the old ones, and gives back those of the last months."""
    if not account.has_bills:
        return []
    period = "quarterly" if account.is_quarterly else "monthly"
    last = account.closed or today
    for due in _old_years(account, last, today, sample):
        _bill(owner, due, due - timedelta(days=2), period, sample, system)
    if account.story is Story.OWES:
        _owed(owner, last, sample, system)
    if account.closed:
        return []
    found = []
    for due in _latest(account, today):
        paid = None if due > today else due - timedelta(days=sample.number(0, 8))
        is_late = paid is not None and (today - due).days > 15 and sample.chance(0.01)
        number = _bill(owner, due, None if is_late else paid, period, sample, system)
        if is_late:
            _claim(number, "varslet", due + timedelta(days=14), None, system)
        found.append(Bill(number, due, period))
    return found


def _old_years(account: Account, last: date, today: date, sample: Sample) -> Iterator[date]:
    """A due date in each year whose vouchers are still to be kept, until the subscription ended."""
    end = min(last, today - timedelta(days=200))
    for year in range(max(today.year - VOUCHERS.years, account.created.year), end.year + 1):
        first = max(date(year, 1, 25), account.created + timedelta(days=50))
        latest = min(date(year, 12, 20), end)
        if first < latest:
            yield sample.day(first, latest)


def _latest(account: Account, today: date) -> Iterator[date]:
    """Due dates up to the next one; a new customer has fewer."""
    step, ahead, number = (QUARTER, 20, 3) if account.is_quarterly else (MONTH, 12, 5)
    for place in range(number):
        due = today + timedelta(days=ahead - step * place)
        if due - timedelta(days=20 + step) > account.created:
            yield due


def _bill(owner: int, due: date, paid: date | None, period: str, sample: Sample, system: DemoSystem) -> int:
    lines = [(text, sample.number(29, 900)) for text in sample.some_of(SOLD, sample.number(1, 3))]
    number = _next(
        system,
        "invoices",
        owner_id=owner,
        period=period,
        amount=sum(amount for _, amount in lines),
        due_on=str(due),
        paid_on=str(paid) if paid else None,
        fiscal_year=(due - timedelta(days=20)).year,
    )
    for text, amount in lines:
        _next(system, "lines", invoice_id=number, text=text, amount=amount)
    if paid and sample.chance(0.01):
        _claim(number, "gjort opp", due - timedelta(days=10), paid, system)
    return number


def _owed(owner: int, closed: date, sample: Sample, system: DemoSystem) -> None:
    """The last bill after the end: disputed, and not settled."""
    due = closed + timedelta(days=30)
    number = _bill(owner, due, None, "monthly", sample, system)
    _claim(number, "omtvistet", due + timedelta(days=20), None, system)


def _claim(invoice: int, status: str, opened: date, settled: date | None, system: DemoSystem) -> None:
    _next(
        system,
        "claims",
        invoice_id=invoice,
        status=status,
        opened_on=str(opened),
        settled_on=str(settled) if settled else None,
    )


def _next(system: DemoSystem, table: str, /, **values: Value) -> int:
    found = system.table(table)
    number = len(found.rows) + 1
    found.add(id=number, **values)
    return number
