"""The versions that change something major: whom each concerns, by when they must be told, and how far that has come."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hjemmel.capabilities.declarations import store as declarations
from hjemmel.capabilities.declarations.store import Version
from hjemmel.capabilities.mailings import change_notices
from hjemmel.core.changes import Changes, changes
from hjemmel.core.compile import load
from hjemmel.core.mail.change_run import ChangeToTell, tell_by
from hjemmel.core.moment import local_day
from hjemmel.desk import clock
from hjemmel.desk.published import compiled


def to_tell() -> tuple[ChangeToTell, ...]:
    """All of them, the oldest first."""
    return tuple(tells for _, _, tells in majors())


def majors() -> list[tuple[Version, Changes, ChangeToTell]]:
    """The same, each with the version itself and what it changes."""
    every_one = sorted(declarations.versions(), key=lambda one: one.number)
    # One whose place another took before its day never applies.
    versions = [
        one
        for one in every_one
        if not any(other.number > one.number and other.applies_at <= one.applies_at for other in every_one)
    ]
    found: list[tuple[Version, Changes, ChangeToTell]] = []
    for before, version in pairwise(versions):
        changed = changes(compiled(before.content), compiled(version.content))
        if changed.is_major and changed.told:
            found.append((version, changed, _tells(version, changed)))
    return found


def _tells(version: Version, changed: Changes) -> ChangeToTell:
    data_map = compiled(version.content)
    applies_on = local_day(version.applies_at, data_map.zone)
    return ChangeToTell(
        version=version.number,
        applies_on=applies_on,
        kinds=changed.told,
        tell_by=tell_by(changed, applies_on),
        unreachable=change_notices.outcomes(version.number).get(change_notices.UNREACHABLE, 0),
        run=change_notices.run(version.number),
    )


def earliest_day(content: bytes) -> date | None:
    """The first day on which a file that is not published yet could apply, if everybody is to be told of it as long before as is
    promised. None: it applies no sooner than that, or nobody has to be told, or it does not compile."""
    before, new = declarations.newest(), load(content).map
    if before is None or new is None:
        return None
    changed = changes(compiled(before.content), new)
    if not (changed.is_major and changed.told and changed.before):
        return None
    today = local_day(clock.now(), new.zone)
    earliest = today + changed.before
    return earliest if new.declaration.statement.valid_from < earliest else None
