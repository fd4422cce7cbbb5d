"""Changes that are shown on the statement's own page: whether they stood there, each day that they were to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hjemmel.core.declaration.promises import ChangeShownProbe
from hjemmel.core.moment import local_day
from hjemmel.core.period import cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.website.change_shown import Seen

from .sight import Sight, nothing
from .words import in_en, in_nb


def change_shown(probe: ChangeShownProbe, sight: Sight) -> Measurement:
    """Each day of each change is a case: a whole day on which the page did not answer, or was not asked for, cannot be judged. The
    first day and today count when the page has answered."""
    if sight.map.declaration.mail is None:
        return nothing(
            sight,
            "Deklarasjonen sier ikke hvor nettsidene er (mail.site).",
            "The declaration does not say where the pages are (mail.site).",
        )
    zone, today = sight.map.zone, local_day(sight.now, sight.map.zone)
    since = cutoff(probe.over, today)
    changes = [one for one in sight.kept.changes_shown if one.first <= today and one.until > since]
    if not changes:
        return nothing(sight, "Ingen endring har vært vist ennå.", "No change has been shown yet.")
    days: Counter[Seen | None] = Counter()
    for one in changes:
        for day in one.days(today):
            found = one.on(day, zone)
            if day > since and (found in (Seen.SHOWN, Seen.MISSING) or one.must_be_seen(day, today)):
                days[found] += 1
    shown, missing, unknown = days[Seen.SHOWN], days[Seen.MISSING], days[Seen.NO_ANSWER] + days[None]
    seen = Measurement(
        at=sight.now,
        cases=shown + missing,
        breaches=missing,
        unknown=unknown,
        seen_nb=f"Endringer: {in_nb(len(changes))}. Dager endringen stod på siden: {in_nb(shown)}. Dager den ikke stod der:"
        f" {in_nb(missing)}.",
        seen_en=f"Changes: {in_en(len(changes))}. Days on which the change stood on the page: {in_en(shown)}. Days on which it did not:"
        f" {in_en(missing)}.",
    )
    return (
        seen
        if not unknown
        else replace(
            seen,
            missing_nb=f"Dager siden ikke svarte, eller ingen så etter: {in_nb(unknown)}.",
            missing_en=f"Days on which the page did not answer, or nobody looked: {in_en(unknown)}.",
        )
    )
