"""Publishing a declaration, and keeping what its page was seen to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hjemmel.capabilities.declarations.models import ChangeLook, PublishedVersion
from hjemmel.capabilities.declarations.store import Version, newest
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.compile import load
from hjemmel.core.finding import Finding, Severity
from hjemmel.core.lint import lint
from hjemmel.core.moment import begins_at
from hjemmel.core.website.change_shown import Seen
from hjemmel.engine.ports import Actor, Plain


class NotPublished(ValueError):
    """The file was not published. `findings` says what is wrong with it; none means that nothing is new."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


def publish(content: bytes, actor: Actor, at: datetime, notes: str = "") -> Version:
    """Let this file be the declaration, under the version number that it states: from now on, or from the day that it says it is
    valid from, if that is to come.

    Raises NotPublished for a faulty or unchanged file, and for a number that was published before: what
    people have read under one number never changes."""
    compiled = load(content)
    found = (*compiled.findings, *(lint(compiled.map, at.date()) if compiled.map else ()))
    errors = tuple(finding for finding in found if finding.severity is Severity.ERROR)
    if errors or compiled.map is None:
        raise NotPublished(f"the file has {len(errors)} errors", errors)
    before = newest()
    digest = compiled.parsed.digest
    if before and before.digest == digest:
        raise NotPublished(f"this is what version {before.number} says already")
    number = compiled.map.declaration.statement.version
    if before and number <= before.number:
        raise NotPublished(f"statement.version must be higher than {before.number}, which is published")
    from_day = begins_at(compiled.map.declaration.statement.valid_from, compiled.map.zone)
    told: dict[str, Plain] = {"version": number, "declaration": digest}
    if from_day > at:
        told["applies_on"] = compiled.map.declaration.statement.valid_from.isoformat()
    with deed("declaration-published", actor, told, at) as line:
        stored = PublishedVersion.objects.create(
            number=number,
            digest=digest,
            content=content,
            published_at=at,
            applies_at=max(at, from_day),
            published_by=actor.id,
            notes=notes,
            line=line.seq,
        )
    return Version.of(stored)


def keep_looks(seen: Mapping[int, Seen], actor: Actor, at: datetime) -> None:
    """Remember what the statement's page showed of these versions' changes."""
    told: dict[str, Plain] = {str(number): one.value for number, one in sorted(seen.items())}
    with deed("change-looked-for", actor, told, at):
        ChangeLook.objects.bulk_create(
            ChangeLook(version=number, at=at, seen=one.value) for number, one in seen.items()
        )
