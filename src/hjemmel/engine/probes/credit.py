"""Credit checks: each with its reason. How long a report is kept is tried by the ages of rows."""

from __future__ import annotations

from hjemmel.core.declaration.traces import CreditCheckTrace
from hjemmel.core.promise import Measurement

from .sight import Sight, nothing
from .words import in_en, in_nb


def credit_checks(sight: Sight) -> Measurement:
    """Each check that was made once: a breach if no reason stands with it."""
    traces = [
        (trace.collection, trace.meaning)
        for trace in sight.traces(CreditCheckTrace)
        if isinstance(trace.meaning, CreditCheckTrace)
    ]
    if not traces:
        return nothing(
            sight,
            "Ingen tabell i deklarasjonen forteller om kredittsjekker.",
            "No table in the declaration tells of credit checks.",
        )
    made = bare = 0
    for collection, meaning in traces:
        if collection.partition(".")[0] not in sight.observed:
            continue
        for row in sight.read(collection, (meaning.at, meaning.reason)):
            if row[meaning.at] in (None, ""):
                continue
            made += 1
            bare += not str(row[meaning.reason] or "").strip()
    return Measurement(
        at=sight.now,
        cases=made,
        breaches=bare,
        in_scope=frozenset(collection.partition(".")[0] for collection, _ in traces),
        observed=sight.observed,
        seen_nb=f"Kredittsjekker lest: {in_nb(made)}. Uten grunn: {in_nb(bare)}.",
        seen_en=f"Credit checks read: {in_en(made)}. Without a reason: {in_en(bare)}.",
    )
