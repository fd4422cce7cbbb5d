"""How permissions look in a terminal: the answer, the reason, the law. Nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..permission import Decision, May
from ..permission.reasons import NOBODY, Reason
from ..statutes import find
from .language import NBSP, Tongue

_MAY = {
    May.ALLOW: ("ja", "allow"),
    May.DENY: ("nei", "deny"),
    May.UNKNOWN: ("ukjent", "unknown"),
}


def answer_text(decisions: Sequence[Decision], lang: str) -> str:
    """One line for each person that has the identity; more than one when several have it."""
    if not decisions:
        return _line(NOBODY, None, lang)
    return "\n".join(_line(decision.reason, decision, lang) for decision in decisions)


def reasons_text(answers: Sequence[Sequence[Decision]], lang: str) -> str:
    """How many of a list got each answer, the most first."""
    tongue = Tongue(lang)
    reasons = Counter(_deciding(decisions) for decisions in answers)
    rows = [
        f"{_figure(tongue, count):>8}  {tongue.pick(*_MAY[reason.may]):<8}{tongue.pick(reason.nb, reason.en)}"
        for reason, count in reasons.most_common()
    ]
    allowed = sum(count for reason, count in reasons.items() if reason.may is May.ALLOW)
    some, total = _figure(tongue, allowed), _figure(tongue, len(answers))
    end = tongue.pick(f"{some} av {total} kan få meldingen.", f"{some} of {total} may get the message.")
    return "\n".join([*rows, end])


def _figure(tongue: Tongue, number: int) -> str:
    """Always in figures: they stand in a column."""
    figure = f"{number:,}"
    return tongue.pick(figure.replace(",", NBSP), figure)


def _deciding(decisions: Sequence[Decision]) -> Reason:
    """Of several people with one identity, whatever keeps the message from being sent."""
    if not decisions:
        return NOBODY
    return max((decision.reason for decision in decisions), key=lambda reason: _WORST[reason.may])


_WORST = {May.ALLOW: 0, May.UNKNOWN: 1, May.DENY: 2}


def _line(reason: Reason, decision: Decision | None, lang: str) -> str:
    tongue = Tongue(lang)
    law = find(reason.law, decision.at.date()) if decision else None
    cited = tongue.pick(law.cite_nb, law.cite_en) if law else ""
    place = f"hjemmel.yaml:{decision.message.purpose.place.line}" if decision else ""
    parts = [tongue.pick(*_MAY[reason.may]), tongue.pick(reason.nb, reason.en), cited, place]
    return "   ".join(part for part in parts if part)
