"""For `hjemmel changes --rows`: what the next sweep would do otherwise. Apart, so that comparing two files takes no database."""

from __future__ import annotations

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.core.datamap import DataMap
from hjemmel.core.forecast import WhatIf
from hjemmel.desk import forecasts
from hjemmel.desk.published import NothingPublished


def otherwise(old: DataMap, new: DataMap) -> WhatIf:
    """Raises Stopped where nothing has been published yet, and a Failure where a system breaks off."""
    try:
        return forecasts.otherwise(old, new)
    except NothingPublished:
        raise Stopped(NOTHING_PUBLISHED, COULD_NOT_RUN) from None
