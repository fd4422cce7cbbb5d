"""Those who are not customers: names on bought lists, contacts at suppliers, opt-outs, and usage."""

from __future__ import annotations

from datetime import date, timedelta

from hjemmel.profiles.sample import DemoSystem, Sample

VENDORS = ("Navnebua Lister AS", "Kontaktlageret AS")
PRODUCT_GROUPS = ("vernesko", "arbeidssko", "innesko", "støvler", "såler", "skokrem", "lisser")
EVENTS = ("viste", "la i kurven", "bestilte", "søkte")
RELATION_DAYS = 1095
"""Three years, a day short in leap years: then the cooperation counts as ended."""


def others(people: int, today: date, sample: Sample, systems: dict[str, DemoSystem]) -> None:
    """Fills the tables that do not hang on customers. Nothing in them is past its period."""
    _prospects(people // 6, today, sample, systems["salg"])
    for _ in range(people // 8):
        _supplier_contact(today, sample, systems["salg"])
    for _ in range(people // 30):
        _opt_out(today, sample, systems["samtykke"])
    _usage(people, today, sample, systems["analyse"])


def _prospects(number: int, today: date, sample: Sample, system: DemoSystem) -> None:
    """Four lists; names of those older than six months are gone, and only the proof of the wash is left."""
    for place, days in enumerate((400, 250, 120, 20), 1):
        washed = today - timedelta(days=days)
        rows_out = number // 2
        system.table("lists").add(
            id=place,
            vendor=sample.one_of(VENDORS),
            washed_at=sample.at(washed),
            rows_in=rows_out + sample.number(10, 40),
            rows_out=rows_out,
        )
        for _ in range(rows_out if days < 175 else 0):
            _prospect(place, washed, today, sample, system)


def _prospect(from_list: int, imported: date, today: date, sample: Sample, system: DemoSystem) -> None:
    told = imported + timedelta(days=sample.number(1, 25))
    table = system.table("prospects")
    table.add(
        id=len(table.rows) + 1,
        list_id=from_list,
        name=sample.person().full_name,
        title=sample.role(),
        company=sample.company().name,
        phone=sample.phone(),
        imported_on=str(imported),
        notice_sent_at=sample.at(told) if told <= today else None,
    )


def _supplier_contact(today: date, sample: Sample, system: DemoSystem) -> None:
    """Running, or ended less than 60 days ago. A partner has a contract, a supplier has mostly deliveries."""
    table, person, company = system.table("supplier_contacts"), sample.person(), sample.company()
    is_partner = sample.chance(0.3)
    last = today - timedelta(days=sample.number(1, RELATION_DAYS + 55))
    end = sample.day(today - timedelta(days=300), today + timedelta(days=700))
    table.add(
        id=len(table.rows) + 1,
        relation="partner" if is_partner else "supplier",
        company=company.name,
        name=person.full_name,
        title=sample.role() if sample.chance(0.8) else None,
        email=sample.email(person.full_name, company.domain),
        created_at=sample.at(last - timedelta(days=sample.number(100, 1500))),
        last_delivery_on=None if is_partner else str(last),
        contract_ends_on=str(end) if is_partner or sample.chance(0.2) else None,
    )


def _opt_out(today: date, sample: Sample, system: DemoSystem) -> None:
    since = today - timedelta(days=sample.number(1, 2000))
    fingerprint = "".join(f"{sample.number(0, 15):x}" for _ in range(64))
    channel = sample.weighted(email=6, sms=2, phone=2)
    system.table("suppression").add(hash=fingerprint, channel=channel, since=str(since), lifted_on=None)


def _usage(number: int, today: date, sample: Sample, system: DemoSystem) -> None:
    pseudonyms = [f"p{sample.number(16**7, 16**8 - 1):x}" for _ in range(number // 3)]
    for place in range(1, number + 1):
        system.table("usage").add(
            id=place,
            pseudonym=sample.one_of(pseudonyms),
            product_group=sample.one_of(PRODUCT_GROUPS),
            event=sample.one_of(EVENTS),
            at=sample.at(today - timedelta(days=sample.number(1, 360))),
        )
