"""The sweeps that have changed rows: which, where and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hjemmel.capabilities.plans import store as plans
from hjemmel.core.moment import local_day
from hjemmel.desk import clock
from hjemmel.desk.published import published
from hjemmel.engine.kept import SweepDone

LOOKED_BACK: Final = timedelta(days=366)


def sweeps_done() -> tuple[SweepDone, ...]:
    """The sweeps of the last year that have changed rows, the newest first."""
    zone = published().map.zone
    found = []
    for kept in plans.carried_out(clock.now() - LOOKED_BACK):
        touched = [one for one in kept.outcomes.values() if one.touched]
        if touched:
            found.append(
                SweepDone(
                    digest=kept.plan.digest,
                    day=local_day(max(one.ended_at for one in touched), zone),
                    collections=tuple(dict.fromkeys(one.collection for one in touched)),
                    is_done=kept.is_done,
                )
            )
    return tuple(found)
