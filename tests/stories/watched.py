"""The small company with a customer system that is watched, and columns of its own that say no and tell what is barred."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from tests.core.grounds.company import DECLARATION
from tests.engine.ports import ANE

from hjemmel.core.action import Verb
from hjemmel.core.plan import Plan
from hjemmel.core.rights.ask import Ask
from hjemmel.engine.ports import Handover

from .on_files import OnFiles

TODAY = date(2026, 3, 31)
KARI = {
    "id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2026-03-01", "barred": 0,
    "no_offers": 0,
}  # fmt: skip
OLA = {**KARI, "id": 8, "email": "ola@a.example", "name": "Ola"}
CONTACTS = [{"id": number, "account_id": number, "status": "ny", "barred": 0} for number in (7, 8)]
READERS = [
    {"id": number, "email": email, "basis": "consent", "given_at": "2026-03-01"}
    for number, email in ((1, "kari@a.example"), (2, "ola@a.example"))
]


def declared() -> str:
    """The customer system is watched, and two of the systems have a column of their own for a restriction."""
    text = DECLARATION
    for old, new in (
        ('connect: {kind: sql, url: "${CRM_URL}"}\n    mode: act', 'connect: {kind: sql, url: "${CRM_URL}"}\n    mode: watch'),
        ("meaning: {objection: {to: [offers], column: no_offers, when: true}}", "meaning: {objection: {to: [offers], column: no_offers, when: true}, barred: {column: barred, on: 1, off: 0}}"),
        ("- {columns: [id, kind], category: none, why: key}", "- {columns: [id, kind, barred], category: none, why: key}"),
        ("          - {columns: [status], category: sales}\n          - {columns: [ended_on]", "          - {columns: [status], category: sales}\n          - {columns: [barred], category: none, why: mark}\n          - {columns: [ended_on]"),
        ("        when_due: erase\n        fields:\n          - {columns: [status]", "        when_due: erase\n        meaning: {barred: {column: barred, on: 1, off: 0}}\n        fields:\n          - {columns: [status]"),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def company(folder: Path) -> OnFiles:
    rows = {"shop.accounts": [KARI, OLA], "crm.contacts": CONTACTS, "letter.readers": READERS}
    return OnFiles(folder, rows, declared())


def granted(company: OnFiles, ask: Ask, handover: Handover | None = None, day: date = TODAY) -> Plan:
    """Planned, approved and carried out as far as Hjemmel does it itself."""
    house = company.house(day)
    house = replace(house, handover=handover)
    plan = house.plan_request(ask, actor=ANE)
    house.approve(plan.digest, ANE, looked_at=plan.reviews)
    for receipt in house.advance(plan.digest, ANE):
        assert receipt.left == 0
    return plan


def by_hand(plan: Plan) -> Collection[tuple[Verb, str, int]]:
    return [(one.verb, one.rows.collection, one.expected) for one in plan.actions if one.by_hand]


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)
