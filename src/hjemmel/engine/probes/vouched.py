"""What no program reads, and what a promise of its own speaks of: other promises are measured without it, and say so."""

from __future__ import annotations

from dataclasses import replace

from hjemmel.core.output.language import Tongue
from hjemmel.core.promise import Measurement

from .sight import Sight


def without_what_is_vouched_for(promise: str, seen: Measurement, sight: Sight) -> Measurement:
    """The same without the manual systems that another promise answers for. A promise about nothing else keeps them, and so
    cannot be shown as kept by what was never looked at."""
    declared = sight.map.declaration.systems
    others = {
        name: system.answered_for_by
        for name, system in declared.items()
        if name in seen.in_scope - seen.observed and system.answered_for_by not in (None, promise)
    }
    measured = seen.in_scope - others.keys()
    if not others or not measured:
        return seen
    said = {
        lang: Tongue(lang).listed(
            [f"{Tongue(lang).text(declared[name].title)} ({by})" for name, by in others.items()]
        )
        for lang in ("nb", "en")
    }
    return replace(
        seen,
        in_scope=measured,
        seen_nb=f"{seen.seen_nb} Ikke med her, for et annet løfte svarer for det: {said['nb']}.".strip(),
        seen_en=f"{seen.seen_en} Not measured here, for another promise answers for it: {said['en']}.".strip(),
    )
