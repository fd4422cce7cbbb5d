"""The example company's customer service: enquiries, disclosures to authorities, and the directory feed."""

from __future__ import annotations

from datetime import date, timedelta

from hjemmel.profiles.sample import DemoSystem, Sample, Value

SUBJECTS = ("Spørsmål om regning", "Dårlig dekning", "Nytt SIM-kort", "Bytte abonnement", "Nummerflytting")
BODIES = (
    "Lurer på hva en linje på regningen betyr.", "Mister samtaler hjemme.", "Ønsker nytt kort i posten.",
    "Vil ha mer data.", "Skal flytte nummeret fra en annen operatør.",
)  # fmt: skip
APPROVERS = ("jur-01", "jur-02", "sik-04", "sik-07")
WITHOUT_PERSON = 3
DISCLOSED = 6


def service(systems: dict[str, DemoSystem], today: date, sample: Sample) -> None:
    people = [
        int(str(row["id"]))
        for row in systems["abonnement"].table("persons").dicts()
        if row["relation"] == "user" or row["fnr_enc"] is not None
    ]
    system = systems["kundeservice"]
    for person in sample.some_of(people, len(people) // 5):
        _case(person, today, sample, system)
    for _ in range(WITHOUT_PERSON):
        # A chat with somebody who never said who it was.
        _case(None, today, sample, system)
    _add(
        system,
        "cases",
        **_asked(people[0], f"{today.year - 1}-11-02 09:30:00", f"{today.year}-02-30 10:00:00"),
    )
    for person in sample.some_of(people, DISCLOSED):
        _disclosed(person, today, sample, system)
    _directory(systems, today, sample)


def _case(person: int | None, today: date, sample: Sample, system: DemoSystem) -> None:
    opened = today - timedelta(days=sample.number(2, 690))
    closed = min(opened + timedelta(days=sample.number(0, 20)), today)
    is_open = (today - opened).days < 30 and sample.chance(0.5)
    place = sample.number(0, len(SUBJECTS) - 1)
    _add(system, "cases", **_asked(person, sample.at(opened), None if is_open else sample.at(closed), place))


def _asked(person: int | None, opened: str, closed: str | None, place: int = 0) -> dict[str, Value]:
    return {
        "person_id": person,
        "channel": ("telefon", "chat", "e-post")[place % 3],
        "subject": SUBJECTS[place],
        "body": BODIES[place],
        "opened_at": opened,
        "closed_at": closed,
    }


def _disclosed(person: int, today: date, sample: Sample, system: DemoSystem) -> None:
    first, second = sample.some_of(APPROVERS, 2)
    _add(
        system,
        "disclosures",
        person_id=person,
        recipient="Politiet",
        ground="pålegg fra retten",
        reference=f"{today.year - 1}/{sample.number(100, 999)}",
        approved_by=first,
        approved_by_2=second,
        at=sample.at(today - timedelta(days=sample.number(5, 1000))),
    )


def _directory(systems: dict[str, DemoSystem], today: date, sample: Sample) -> None:
    """What was sent of each open subscription that is not secret."""
    for row in systems["abonnement"].table("subscriptions").dicts():
        if row["closed_on"] is not None or row["listing"] == "secret":
            continue
        first = max(date.fromisoformat(str(row["opened_on"])), today - timedelta(days=600))
        systems["kundeservice"].table("directory_feed").add(
            subscription_id=row["id"], level=row["listing"], sent_at=sample.at(sample.day(first, today))
        )


def _add(system: DemoSystem, table: str, /, **values: Value) -> None:
    found = system.table(table)
    found.add(id=len(found.rows) + 1, **values)
