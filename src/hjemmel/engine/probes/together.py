"""Several measurements as one: a promise that says several things is kept only where all of them are."""

from __future__ import annotations

from dataclasses import replace

from hjemmel.core.promise import Measurement


def together(first: Measurement, *more: Measurement) -> Measurement:
    """Cases, breaches and what is unknown are added; what was seen is told in turn."""
    whole = first
    for one in more:
        whole = replace(
            whole,
            cases=whole.cases + one.cases,
            breaches=whole.breaches + one.breaches,
            unknown=whole.unknown + one.unknown,
            in_scope=whole.in_scope | one.in_scope,
            missing_nb=_both(whole.missing_nb, one.missing_nb),
            missing_en=_both(whole.missing_en, one.missing_en),
            seen_nb=_both(whole.seen_nb, one.seen_nb),
            seen_en=_both(whole.seen_en, one.seen_en),
            risk_nb=_both(whole.risk_nb, one.risk_nb),
            risk_en=_both(whole.risk_en, one.risk_en),
        )
    return whole


def _both(one: str, other: str) -> str:
    return " ".join(filter(None, (one, other)))
