"""The contractor's five systems, filled.

Rows obey the declaration on the day they are made for, but for a few honest breaches; `Made.due` names
those."""

from __future__ import annotations

import gzip
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from hjemmel.profiles.sample import DemoSystem, Sample
from hjemmel.profiles.trades.customers import SAID, CustomerRegister, Keys
from hjemmel.profiles.trades.personnel import Personnel
from hjemmel.profiles.trades.schema import Systems, empty

FEWEST = 400
STAFF = 80
LOG_DAYS, LOG_LINES, FORGOTTEN_LINES = 21, 500, 10
FORGOTTEN_FILES, LINES_A_DAY = 3, 24
BLOCKS, RENEWED = 12, 3
PAGES = ("/", "/elbillader", "/service", "/kontakt", "/jobb", "/personvern")
AGENTS = ("Firefox/144", "Chrome/141", "Safari/19", "kravler/1.0")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MAILBOXES = ("kundeservice", "tilbud", "jobb")


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
    applicants, cases = people // 16, people // 14
    register = CustomerRegister(today=today, sample=sample, systems=systems, due=due)
    register.fill(people - applicants - cases - STAFF)
    Personnel(today=today, sample=sample, systems=systems, due=due).fill(STAFF, applicants)
    _access_log(systems, today, sample, due)
    _blocks(systems, today, sample)
    _mailbox(systems, cases, today, sample)
    return Made(systems=systems.by_name(), due=dict(due))


def _access_log(systems: Systems, today: date, sample: Sample, due: Keys) -> None:
    """The first line has a date that does not exist; the next ones should be gone."""
    old = [sample.number(LOG_DAYS + 1, LOG_DAYS + 7) for _ in range(FORGOTTEN_LINES)]
    ages = sorted([*old, *(sample.number(0, LOG_DAYS - 1) for _ in range(LOG_LINES))], reverse=True)
    times = [f"{today.year}-02-30 04:12:09", *(sample.at(today - timedelta(days=age)) for age in ages)]
    for number, at in enumerate(times, 1):
        systems.access_log.add(
            id=number,
            at=at,
            ip_token=f"t{sample.number(10**9, 10**10 - 1)}",
            path=sample.one_of(PAGES),
            status=200 if sample.chance(0.94) else 404,
            agent=sample.one_of(AGENTS),
        )
    due["weblogg.access_log"] |= {(number,) for number in range(2, FORGOTTEN_LINES + 2)}


def log_files(today: date, seed: int) -> dict[str, dict[str, bytes]]:
    """By system, its files: the log that the web server writes today, and a packed one for each day before. The three oldest should
    have been gone, and were written before the server put codes where addresses stood."""
    sample = Sample(seed)
    files = {"access.log": _log_file(today, sample, with_codes=True)}
    for age in range(1, LOG_DAYS + FORGOTTEN_FILES):
        day = today - timedelta(days=age)
        written = _log_file(day, sample, with_codes=age < LOG_DAYS)
        files[f"access.log-{day:%Y%m%d}.gz"] = gzip.compress(written, mtime=0)
    return {"nettserver": files}


def _log_file(day: date, sample: Sample, *, with_codes: bool) -> bytes:
    """A day's lines in the order in which they were written; of today, those of the night."""
    lines = []
    for minute in sorted(sample.number(0, 6 * 60) for _ in range(LINES_A_DAY)):
        who = f"t{sample.number(10**9, 10**10 - 1)}" if with_codes else sample.ip_address()
        at = f"{day:%d}/{_MONTHS[day.month - 1]}/{day:%Y}:{minute // 60:02}:{minute % 60:02}:00 +0100"
        status = 200 if sample.chance(0.94) else 404
        page, agent, size = sample.one_of(PAGES), sample.one_of(AGENTS), sample.number(800, 40_000)
        lines.append(f'{who} - - [{at}] "GET {page} HTTP/1.1" {status} {size} "-" "{agent}"\n')
    return "".join(lines).encode()


def _blocks(systems: Systems, today: date, sample: Sample) -> None:
    """Blocks within the 90 days, some with a later incident, and a few that were renewed."""
    for number in range(1, BLOCKS + 1):
        renewed = number <= RENEWED
        blocked = today - timedelta(days=sample.number(100, 150) if renewed else sample.number(0, 85))
        again = sample.day(blocked, today) if not renewed and sample.chance(0.3) else None
        until = today + timedelta(days=sample.number(10, 60)) if renewed else None
        systems.blokkliste.add(
            id=number,
            ip=sample.ip_address(),
            reason=sample.one_of(("gjentatte innloggingsforsøk", "skanning", "skjemaspam")),
            blocked_at=sample.at(blocked),
            last_incident_at=sample.at(again) if again else None,
            review_on=str(until or blocked + timedelta(days=90)),
            renewed_to=str(until) if until else None,
            renewal_reason="nye forsøk fra samme nett" if until else None,
            renewed_by_role="driftsansvarlig" if until else None,
        )


def _mailbox(systems: Systems, cases: int, today: date, sample: Sample) -> None:
    for number in range(1, cases + 1):
        closed = today - timedelta(days=sample.number(0, 355)) if sample.chance(0.85) else None
        received = (closed or today) - timedelta(days=sample.number(0, 30))
        name, mailbox = sample.person().full_name, sample.one_of(MAILBOXES)
        systems.cases.add(
            id=number,
            mailbox=mailbox,
            sender_name=name,
            sender_email=sample.email(name),
            subject=sample.one_of(("Spørsmål", "Ber om tilbud", "Feil på anlegget", "Faktura")),
            body=sample.note(SAID),
            received_at=sample.at(received),
            closed_at=sample.at(closed) if closed else None,
        )
        if (today - received).days < 30:
            systems.delivery_log.add(id=number, mailbox=mailbox, status="levert", at=sample.at(received))
