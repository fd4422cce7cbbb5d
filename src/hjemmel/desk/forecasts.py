"""What will go and when, and what a declaration that is not published yet would do otherwise. Nothing is changed by it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hjemmel.capabilities.plans import services as plan_services
from hjemmel.capabilities.plans import store as plans
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.forecast import Forecast, WhatIf
from hjemmel.desk import clock, office
from hjemmel.desk.house import house, register
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import connect

A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastView:
    """What was counted last, with the titles of what it tells of."""

    forecast: Forecast
    made_at: datetime
    titles: Mapping[str, Text]
    unreached: tuple[Text, ...]
    is_of_another: bool
    """Another version has been published since it was counted: its rules may be others."""


def kept() -> ForecastView | None:
    """What the last count says; None where nobody has counted yet. No system is asked. Raises NothingPublished."""
    found, data_map = plans.forecast(), published().map
    if found is None:
        return None
    told = found.forecast
    return ForecastView(
        forecast=told,
        made_at=found.made_at,
        titles={one.collection: office.title_of(one.collection, data_map) for one in told.going},
        unreached=tuple(office.title_of(system, data_map) for system in told.unreached),
        is_of_another=told.declaration != data_map.digest,
    )


def count(actor: Actor) -> Forecast:
    """Count anew what goes in a year, and keep that. Raises NothingPublished, or a Failure."""
    found = forecast()
    plan_services.keep_forecast(found, actor, clock.now())
    return found


def forecast(months: int = A_YEAR) -> Forecast:
    """What goes in so many months. Raises NothingPublished, or a Failure."""
    return house(office.HJEMMEL).forecast(months)


def otherwise(old: DataMap, new: DataMap) -> WhatIf:
    """What the next sweep would do otherwise if the new one were published in the place of the old. Raises a Failure."""
    here = house(office.HJEMMEL)
    before = replace(here, map=old, connectors=connect(old, os.environ, clock.now, register(office.HJEMMEL)))
    after = replace(here, map=new, connectors=connect(new, os.environ, clock.now, register(office.HJEMMEL)))
    return before.what_if(after)
