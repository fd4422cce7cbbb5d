"""What will go and when, and what a declaration that is not published yet would do otherwise. Nothing is stored or changed."""

from __future__ import annotations

import os
from dataclasses import replace

from hjemmel.core.datamap import DataMap
from hjemmel.core.forecast import Forecast, WhatIf
from hjemmel.desk import clock, office
from hjemmel.desk.house import house, register
from hjemmel.engine.wiring import connect

A_YEAR = 12


def forecast(months: int = A_YEAR) -> Forecast:
    """What goes in so many months. Raises NothingPublished, or a Failure."""
    return house(office.HJEMMEL).forecast(months)


def otherwise(old: DataMap, new: DataMap) -> WhatIf:
    """What the next sweep would do otherwise if the new one were published in the place of the old. Raises a Failure."""
    here = house(office.HJEMMEL)
    before = replace(here, map=old, connectors=connect(old, os.environ, clock.now, register(office.HJEMMEL)))
    after = replace(here, map=new, connectors=connect(new, os.environ, clock.now, register(office.HJEMMEL)))
    return before.what_if(after)
