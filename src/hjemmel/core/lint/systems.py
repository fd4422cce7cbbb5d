"""The company's own systems: copies, secrets, forbidden columns, time zones, what hides as a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from ..datamap import DataMap
from ..declaration.data import MANUAL
from ..period import Period
from ..source import Path
from ..terms import NO_CATEGORY, NO_PERSON, Mode
from .rule import ADVICE, ERROR, WARNING, Breach, rule
from .special import groups

_PASSWORD_IN_URL = re.compile(r"://[^/@:\s]*:(?!\$\{)[^@\s]+@")
_SECRET_PARAMETER = re.compile(
    r"[?&;](password|passwd|pwd|secret|token|api_?key|sslpassword)=(?!\$\{)[^&;\s]+", re.I
)
_PERSONAL = re.compile(
    r"(.*_)?(first_?name|last_?name|full_?name|surname|fornavn|etternavn|e?mail|epost|phone|mobile|telefon|"
    r"mobil|address|adresse|"
    r"birth_?date|fodselsdato|msisdn|ip_?address)",
    re.I,
)
RESTORE_EVERY = Period(years=1)


@rule(
    "HJ901", "ACT-NO-BACKUP", ERROR, "gdpr-32",
    title="a system may be changed, and no copy was taken before",
    meaning="Erasing cannot be undone. Before a system is opened for action, a copy is taken and its day"
    " recorded.",
    remedy="write mode: watch, or take a copy and set backup.taken_before_act",
)  # fmt: skip
def act_without_backup(map: DataMap, today: date) -> Iterator[Breach]:
    for name, system in map.declaration.systems.items():
        if system.mode is Mode.ACT and (system.backup is None or system.backup.taken_before_act is None):
            yield Breach(
                ("systems", name, "mode"), f'system "{name}" may be changed, and no copy was taken before'
            )


@rule(
    "HJ902", "SECRET-IN-FILE", ERROR, "gdpr-32",
    title="a secret stands in the file",
    meaning="The declaration is read by many and kept in version control. A password in it is no secret.",
    remedy="write ${NAME} in its place and set NAME in the environment; change the password",
)  # fmt: skip
def secret_in_url(map: DataMap, today: date) -> Iterator[Breach]:
    for name, system in map.declaration.systems.items():
        url = system.connect.url or ""
        if _PASSWORD_IN_URL.search(url) or _SECRET_PARAMETER.search(url):
            yield Breach(
                ("systems", name, "connect", "url"), f'the address of system "{name}" holds a password'
            )


@rule(
    "HJ903", "DENIED-DECLARED", ERROR, "gdpr-5-1-c",
    title="a forbidden column is declared",
    meaning="The system says that the column must never exist, and a collection of it has one.",
    remedy="drop the column, or take it off denied_columns",
)  # fmt: skip
def denied_column(map: DataMap, today: date) -> Iterator[Breach]:
    for at, group in groups(map):
        denied = map.declaration.systems[str(at[1])].denied_columns
        for column in group.columns:
            if column in denied:
                yield Breach(at, f"{group.collection}.{column} must never exist")


@rule(
    "HJ904", "RESTORE-UNTESTED", WARNING, "gdpr-32",
    title="nobody has tried to restore the copies",
    meaning="A copy that was never restored, or not within a year, may be none.",
    remedy="restore one and set backup.restore_tested_on",
)  # fmt: skip
def untested_restore(map: DataMap, today: date) -> Iterator[Breach]:
    for name, system in map.declaration.systems.items():
        if system.backup is None:
            continue
        tested = system.backup.restore_tested_on
        if tested is None or tested + RESTORE_EVERY < today:
            yield Breach(
                ("systems", name, "backup"), f'restoring "{name}" was last tried {tested or "never"}'
            )


@rule(
    "HJ905", "BACKUP-UNSAID", ADVICE, "gdpr-5-1-e",
    title="how long copies live is not said",
    meaning="What is erased lives on in copies until they expire; an answer about erasure should say for how"
    " long.",
    remedy="add backup: {kept: 30 days, restore_tested_on: ...}",
)  # fmt: skip
def unsaid_backup(map: DataMap, today: date) -> Iterator[Breach]:
    for name, system in map.declaration.systems.items():
        # Of paper there is no copy that expires.
        if system.backup is None and system.mode is Mode.WATCH and system.connect.kind != MANUAL:
            yield Breach(("systems", name), f'how long copies of "{name}" live is not said')


@rule(
    "HJ906", "ZONE-UNKNOWN", ERROR, "",
    title="a time zone does not exist",
    meaning="Days are counted in a zone. A name that is not in the zone database gives no days at all.",
    remedy="write a name such as Europe/Oslo or UTC",
)  # fmt: skip
def unknown_zone(map: DataMap, today: date) -> Iterator[Breach]:
    if not _is_zone(map.zone):
        yield Breach(("organisation", "zone"), f'"{map.zone[:40]}" is no time zone')
    for system, declared in map.declaration.systems.items():
        for name, collection in declared.collections.items():
            for number, group in enumerate(collection.fields):
                if group.zone and not _is_zone(group.zone):
                    at: Path = ("systems", system, "collections", name, "fields", number, "zone")
                    yield Breach(at, f'"{group.zone[:40]}" is no time zone')


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


@rule(
    "HJ907", "KEYS-UNSAID", ADVICE, "gdpr-5-1-c",
    title="columns are said to be no personal data, and not why",
    meaning="Category none is for keys and clocks. Each such group says what it is, so that nothing hides"
    " there.",
    remedy="add why: keys, or the like",
)  # fmt: skip
def unexplained_none(map: DataMap, today: date) -> Iterator[Breach]:
    for system, declared in map.declaration.systems.items():
        for name, collection in declared.collections.items():
            for number, group in enumerate(collection.fields):
                if group.category == NO_CATEGORY and group.why is None:
                    at: Path = ("systems", system, "collections", name, "fields", number)
                    yield Breach(
                        at, f"{system}.{name}: why {', '.join(group.columns)} is no personal data is not said"
                    )


@rule(
    "HJ908", "HIDDEN-PERSON", ERROR, "gdpr-5-1-c",
    title="personal data are said to be none",
    meaning="The column's name says name, address, telephone or the like; category none would keep it for"
    " ever.",
    remedy="give it its category",
)  # fmt: skip
def hidden_person(map: DataMap, today: date) -> Iterator[Breach]:
    for at, group in groups(map):
        about_nobody = getattr(group.whose.kind, "kind", "") == NO_PERSON
        for column in group.columns:
            if group.category == NO_CATEGORY and not about_nobody and _PERSONAL.fullmatch(column):
                yield Breach(
                    at, f"{group.collection}.{column} looks like personal data and is of category none"
                )


RULES = (
    act_without_backup, secret_in_url, denied_column, untested_restore, unsaid_backup, unknown_zone,
    unexplained_none, hidden_person,
)  # fmt: skip
