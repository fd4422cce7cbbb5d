"""Credit checks: each with its reason, and nothing of them older than its ground."""

from __future__ import annotations

from hjemmel.core.declaration.promises import RetentionProbe
from hjemmel.core.declaration.traces import CreditCheckTrace
from hjemmel.core.promise import Measurement

from .ages import retention
from .sight import Sight, nothing
from .together import together
from .words import in_en, in_nb


def credit_checks(sight: Sight) -> Measurement:
    """Each check that was made once: a breach if no reason stands with it, and each datum of one that is due."""
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
    made = bare = undated = 0
    for collection, meaning in traces:
        if collection.partition(".")[0] not in sight.observed:
            continue
        for row in sight.read(collection, (meaning.at, meaning.reason)):
            if row[meaning.at] in (None, ""):
                # A reason with no day: a check may have been made.
                undated += bool(str(row[meaning.reason] or "").strip())
                continue
            made += 1
            bare += not str(row[meaning.reason] or "").strip()
    seen = Measurement(
        at=sight.now,
        cases=made,
        breaches=bare,
        unknown=undated,
        in_scope=frozenset(collection.partition(".")[0] for collection, _ in traces),
        observed=sight.observed,
        seen_nb=f"Kredittsjekker lest: {in_nb(made)}. Uten grunn: {in_nb(bare)}.",
        seen_en=f"Credit checks read: {in_en(made)}. Without a reason: {in_en(bare)}.",
    )
    places = tuple(collection for collection, _ in traces)
    return together(seen, retention(RetentionProbe(kind="retention", collections=places), sight))
