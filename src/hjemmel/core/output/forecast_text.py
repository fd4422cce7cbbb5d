"""A forecast, and what another declaration would do otherwise, in a terminal and as data."""

from __future__ import annotations

from typing import Any

from ..action import Verb
from ..forecast import Forecast, Going, Otherwise, Span, WhatIf
from .terminal import BY_HAND, SIGNS, aligned, rows_told, spaced


def forecast_text(forecast: Forecast) -> str:
    """Month by month, one line a collection and reason."""
    lines = [
        f"Forecast from {forecast.ends[0].isoformat()} to {forecast.ends[-1].isoformat()}"
        f"   hjemmel.yaml@{forecast.declaration[:4]}   as things stand"
    ]
    table: list[tuple[str, ...]] = []
    for span in forecast.spans:
        if span.rows or span.first is None:
            table.append((f"{_when(span)}: {rows_told(span.rows)}",))
            table += [_line(going, rows) for going, rows in span.going]
    lines += aligned(table, indent="")
    lines += [f"{system}: not reached; what goes there is UNKNOWN" for system in forecast.unreached]
    total = sum(span.rows for span in forecast.spans)
    return "\n".join([*lines, f"{rows_told(total)} in all. Nothing is changed by this."])


def forecast_data(forecast: Forecast) -> dict[str, Any]:
    return {
        "declaration": forecast.declaration,
        "made_on": forecast.ends[0].isoformat(),
        "spans": [
            {"until": span.last.isoformat(), "due_already": span.first is None, "rows": span.rows}
            for span in forecast.spans
        ],
        "going": [
            {
                "collection": one.collection,
                "does": "ask" if one.by_hand else one.verb.value,
                "why": one.because.text_en,
                "rule": one.because.rule,
                "line": one.because.line,
                "rows": list(one.rows),
            }
            for one in forecast.going
        ],
        "unreached": list(forecast.unreached),
    }


def what_if_text(found: WhatIf) -> str:
    """What the next sweep would do otherwise, a line a collection."""
    lines = ["At the next sweep:"]
    lines += aligned([line for one in found.otherwise for line in _otherwise(one)])
    if not found.otherwise:
        lines.append("  nothing goes that would not have gone before, and nothing stays")
    lines += [f"  {system}: not reached under both; what goes there is UNKNOWN" for system in found.unreached]
    return "\n".join(lines)


def what_if_data(found: WhatIf) -> dict[str, Any]:
    return {
        "otherwise": [
            {"collection": one.collection, "does": one.verb.value, "more": one.more, "fewer": one.fewer}
            for one in found.otherwise
        ],
        "unreached": list(found.unreached),
    }


def _when(span: Span) -> str:
    return "due already" if span.first is None else f"{span.last:%Y-%m}"


def _line(going: Going, rows: int) -> tuple[str, ...]:
    sign = f"{BY_HAND} ask" if going.by_hand else f"{SIGNS[going.verb]} {going.verb.value}"
    rule = (
        f"{going.because.rule}:{going.because.line}" if going.because.rule else f"line {going.because.line}"
    )
    return (f"  {going.collection}", sign, rows_told(rows), spaced(going.because.text_en), rule)


def _otherwise(one: Otherwise) -> list[tuple[str, ...]]:
    does = "erased" if one.verb is Verb.ERASE else "overwritten"
    found = ((one.more, f"more {does}"), (one.fewer, f"no longer {does}"))
    return [(one.collection, rows_told(rows), how) for rows, how in found if rows]
