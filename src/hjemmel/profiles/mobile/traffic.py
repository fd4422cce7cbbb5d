"""What the example company's network wrote down: calls, messages and data, and who had which IP address."""

from __future__ import annotations

from datetime import date, timedelta

from hjemmel.profiles.mobile.bills import Bill
from hjemmel.profiles.sample import DemoSystem, Sample, Value

MONTHLY_DAYS, QUARTERLY_DAYS = 80, 145
"""Bills that fell due longer ago than this have no call records any more: 3 and 5 months, with room."""
CELLS = 400


class Traffic:
    """Writes the traffic of subscriptions, one by one."""

    def __init__(self, system: DemoSystem, today: date, sample: Sample) -> None:
        self.system = system
        self.today = today
        self.sample = sample
        self._past: list[tuple[int, int, Bill]] = []
        """Subscriptions with a monthly bill whose call records are rightly gone."""

    def of(self, subscription: int, user: int, opened: date, billed: list[Bill]) -> None:
        for bill in billed:
            if (self.today - bill.due).days <= (MONTHLY_DAYS if bill.period == "monthly" else QUARTERLY_DAYS):
                for _ in range(self.sample.number(0, 2)):
                    self._call(subscription, user, self._day(bill, opened), bill)
            elif bill.period == "monthly" and bill.first_day > opened:
                self._past.append((subscription, user, bill))
        for _ in range(self.sample.number(0, 1)):
            self._call(subscription, user, max(opened, self._ago(1, 7)), None)
        for _ in range(self.sample.number(0, 1)):
            self._address(subscription, user, opened)

    def too_old(self, number: int) -> set[tuple[Value, ...]]:
        """So many call records of bills that fell due more than three months ago, and their keys."""
        chosen = [self.sample.one_of(self._past) for _ in range(number)]
        return {(self._call(subscription, user, bill.last_day, bill),) for subscription, user, bill in chosen}

    def _day(self, bill: Bill, opened: date) -> date:
        first = max(bill.first_day, opened)
        return self.sample.day(min(first, bill.last_day), bill.last_day)

    def _call(self, subscription: int, user: int, day: date, bill: Bill | None) -> int:
        sample = self.sample
        kind = sample.weighted(voice=50, sms=30, data=20)
        return self._next(
            "cdr",
            subscription_id=subscription,
            user_id=user,
            kind=kind,
            b_number=None if kind == "data" else sample.phone(),
            started_at=sample.at(day),
            seconds=sample.number(4, 2400) if kind == "voice" else None,
            bytes=sample.number(10_000, 900_000_000) if kind == "data" else None,
            cell_id=f"c{sample.number(1, CELLS):04}",
            invoice_id=bill.number if bill else None,
            billed=bill is not None,
        )

    def _address(self, subscription: int, user: int, opened: date) -> None:
        sample = self.sample
        first = max(opened, self._ago(1, 355))
        port = sample.number(1, 60) * 1000
        is_open = sample.chance(0.1)
        self._next(
            "ip_assignments",
            subscription_id=subscription,
            user_id=user,
            ip=sample.ip_address(),
            port_from=port,
            port_to=port + 999,
            from_at=f"{first} 07:15:00",
            to_at=None if is_open else f"{first} 21:40:00",
        )

    def _ago(self, nearest: int, furthest: int) -> date:
        return self.today - timedelta(days=self.sample.number(nearest, furthest))

    def _next(self, table: str, /, **values: Value) -> int:
        found = self.system.table(table)
        number = len(found.rows) + 1
        found.add(id=number, **values)
        return number
