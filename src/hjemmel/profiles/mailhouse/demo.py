"""The mail house's five systems, filled.

Rows obey the declaration on the day they are made for, but for a few honest breaches; `Made.due` names
those."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from hjemmel.profiles.mailhouse.customers import OrderSystem
from hjemmel.profiles.mailhouse.jobs import CONTROLLERS, FORMER, JobArchive, Keys
from hjemmel.profiles.mailhouse.schema import Systems, empty
from hjemmel.profiles.sample import DemoSystem, Sample

FEWEST = 200
STAFF = 40
LEFT_LATELY = 2
ROLES = ("trykker", "operatør", "kundekonsulent", "lager", "driftstekniker", "prosjektleder")
PAGES = ("/", "/tjenester", "/priser", "/kontakt", "/opplasting", "/personvern")
AGENTS = ("Firefox/144", "Chrome/141", "Safari/19", "kravler/1.0")
LOG_LINES, FORGOTTEN_LINES = 400, 12
LOG_DAYS = 30


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
    sample, systems = Sample(seed), empty()
    due: Keys = defaultdict(set)
    approvers = [sample.person().full_name for _ in range(3)]
    contacts, enquiries = people // 4, people // 25
    archive = JobArchive(today=today, sample=sample, systems=systems, due=due, approvers=approvers)
    archive.fill(people - contacts - enquiries - STAFF)
    OrderSystem(today=today, sample=sample, systems=systems, due=due).fill(contacts, enquiries)
    _staff(systems, approvers, today, sample)
    _server_log(systems, today, sample, due)
    return Made(systems=systems.by_name(), due=dict(due))


def _staff(systems: Systems, approvers: list[str], today: date, sample: Sample) -> None:
    """Those who approve come first; the last few have just left."""
    names = approvers + [sample.person().full_name for _ in range(STAFF - len(approvers))]
    for number, name in enumerate(names, 1):
        hired = sample.day(today - timedelta(days=4000), today - timedelta(days=90))
        left = today - timedelta(days=sample.number(3, 50)) if number > STAFF - LEFT_LATELY else None
        role = "produksjonssjef" if number <= len(approvers) else sample.one_of(ROLES)
        systems.employees.add(
            id=number, name=name, role=role, hired_on=str(hired), left_on=str(left) if left else None
        )
        _trained(systems, number, hired, left or today, sample)
        if not left:
            _access(systems, number, role, today, sample)


def _trained(systems: Systems, employee: int, hired: date, until: date, sample: Sample) -> None:
    """At hire, and every year after. Only the last three are kept in the register."""
    days = [hired + timedelta(days=365 * year + sample.number(0, 20)) for year in range(12)]
    for day in [day for day in days if day <= until][-3:]:
        number = len(systems.training.rows) + 1
        valid = day + timedelta(days=365)
        systems.training.add(
            id=number, employee_id=employee, course="personvern", done_on=str(day), valid_to=str(valid)
        )


def _access(systems: Systems, employee: int, role: str, today: date, sample: Sample) -> None:
    for controller in sample.some_of(range(FORMER + 1, CONTROLLERS + 1), sample.number(0, 4)):
        number = len(systems.access.rows) + 1
        expires = today + timedelta(days=sample.number(5, 120))
        systems.access.add(
            id=number, employee_id=employee, controller_id=controller, role=role, expires_on=str(expires)
        )


def _server_log(systems: Systems, today: date, sample: Sample, due: Keys) -> None:
    ages = [sample.number(LOG_DAYS + 1, LOG_DAYS + 9) for _ in range(FORGOTTEN_LINES)]
    ages += [sample.number(0, LOG_DAYS - 2) for _ in range(LOG_LINES)]
    for number, age in enumerate(sorted(ages, reverse=True), 1):
        systems.server_log.add(
            id=number,
            at=sample.at(today - timedelta(days=age)),
            ip=sample.ip_address(),
            path=sample.one_of(PAGES),
            status=200 if sample.chance(0.95) else 404,
            agent=sample.one_of(AGENTS),
        )
        if age > LOG_DAYS:
            due["nettsted.server_log"].add((number,))
