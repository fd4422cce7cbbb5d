"""What Hjemmel has kept of what was done, gathered from its capabilities for the probes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hjemmel.capabilities.agreements import store as agreements
from hjemmel.capabilities.assignments import store as assignments
from hjemmel.capabilities.contact_form import store as contact_form
from hjemmel.capabilities.disclosures import store as disclosures
from hjemmel.capabilities.imports import store as imports
from hjemmel.capabilities.links import store as links
from hjemmel.capabilities.mailboxes import store as mailboxes
from hjemmel.capabilities.mailings import store as mailings
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.requests import store as requests
from hjemmel.capabilities.tell_a_friend import store as tell_a_friend
from hjemmel.capabilities.tellings import store as tellings
from hjemmel.capabilities.triage import store as triage
from hjemmel.capabilities.web_log import store as web_log
from hjemmel.core.reasons import BY_KEEPER
from hjemmel.core.request import Executed, Life
from hjemmel.core.sharing.business_register import Named
from hjemmel.core.website.cookie_choice import Counted
from hjemmel.desk import cookie_choice
from hjemmel.desk.access import accesses
from hjemmel.desk.change_shown import to_show
from hjemmel.desk.changes_to_tell import to_tell
from hjemmel.desk.extracts_made import made
from hjemmel.desk.hosts import hosts
from hjemmel.desk.published import NothingPublished
from hjemmel.desk.recipients import last_looked_up
from hjemmel.desk.sweeps_done import sweeps_done
from hjemmel.engine.kept import Kept, PlanMade, SweepDone


def kept() -> Kept:
    lives = requests.lives()
    return Kept(
        agreements=agreements.kept(),
        assignments=assignments.kept(),
        controllers=assignments.controllers(),
        hosts=hosts(),
        looked_up=_looked_up(),
        disclosures=disclosures.given(),
        listings=disclosures.sent_listings(),
        lists=imports.lists(),
        triaged=triage.triaged(),
        mailings=mailings.sent(),
        changes=to_tell(),
        changes_shown=to_show(),
        accesses=accesses(),
        extracts=made(),
        requests=lives,
        plans=tuple(_plans(lives)),
        sweeps=_sweeps(),
        tellings=tellings.tellings(),
        blocks=web_log.blocks(),
        log_searches=web_log.searches(),
        links=links.tried(),
        friend_trials=tell_a_friend.trials(),
        cookie_choices=_cookie_choices(),
        form_messages=contact_form.passed(),
        trials=mailboxes.trials(),
        mailed_files=mailboxes.refused_files(),
    )


def _plans(lives: Iterable[Life]) -> Iterator[PlanMade]:
    for life in lives:
        executed = life.last(Executed)
        made = plans.plan(executed.digest) if executed else None
        if made is not None:
            yield PlanMade(
                digest=made.digest,
                unreached=made.made_from.unreached,
                kept_back=sum(one.because.rule != BY_KEEPER for one in made.refusals),
                # What no program reads is not kept back: whoever keeps it is asked, and the request waits for them.
                unexplained=sum(
                    one.unknown
                    or not one.because.text_nb
                    or not (one.until or one.because.law or one.waits_nb)
                    for one in made.refusals
                    if one.because.rule != BY_KEEPER
                ),
            )


def _looked_up() -> tuple[Named, ...]:
    try:
        return last_looked_up()
    except NothingPublished:
        return ()


def _sweeps() -> tuple[SweepDone, ...]:
    try:
        return sweeps_done()
    except NothingPublished:
        return ()


def _cookie_choices() -> Counted:
    try:
        return cookie_choice.counted()
    except NothingPublished:
        return Counted()
