"""What a demo company has done through Hjemmel before a visitor comes, one module a kind of deed.

Each has `make(profile, actor)`, which does nothing for a company without such deeds."""

from __future__ import annotations

from collections.abc import Callable

from hjemmel.engine.ports import Actor
from hjemmel.web.demo_past import (
    access,
    agreements,
    assignments,
    bought_list,
    coming,
    contact_form,
    directory,
    disclosures,
    mailings,
    newsletter,
    papers,
    requests,
    tell_a_friend,
    tellings,
    triage,
    web_log,
    website,
)

PAST: tuple[Callable[[str, Actor], None], ...] = (
    access.make,
    agreements.make,
    assignments.make,
    mailings.make,
    bought_list.make,
    newsletter.make,
    disclosures.make,
    directory.make,
    triage.make,
    contact_form.make,
    requests.make,
    papers.make,
    tellings.make,
    website.make,
    web_log.make,
    tell_a_friend.make,
    coming.make,
)
"""In the order in which they are done."""
