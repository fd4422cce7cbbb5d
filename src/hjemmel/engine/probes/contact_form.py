"""The contact form: whether what is written there arrives, whether a copy is left, and whether the answers are kept too long.

Counted from what was taken and what became of it, and from the rows themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from hjemmel.core.declaration.mail import ContactForm
from hjemmel.core.declaration.promises import ContactFormProbe
from hjemmel.core.grounds.explain import State
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import Period, cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.website.contact_form import Passed

from .sight import Sight, covered, nothing, systems_of
from .words import in_en, in_nb

OVER = Period(years=1)
"""How far back a message that was lost counts."""


def contact_form(probe: ContactFormProbe, sight: Sight) -> Measurement:
    """Cases are the messages that arrived. Breaches are those that did not, words that still lie in the form, and data that
    should be gone."""
    mail = sight.map.declaration.mail
    declared = mail.contact_form if mail else None
    if declared is None:
        return nothing(sight, "Ingen kontaktskjema er erklært.", "No contact form is declared.")
    today = local_day(sight.now, sight.map.zone)
    since = cutoff(OVER, today)
    passed = [one for one in sight.kept.form_messages if _day(one.taken_at, sight) > since]
    arrived = [one for one in passed if one.ended_at and one.has_arrived]
    lost = [one for one in passed if one.ended_at and not one.has_arrived]
    left = [one for one in sight.kept.form_messages if _is_left(one, declared, sight, today)]
    groups = covered(sight.map, probe.purposes, ()) if probe.purposes else []
    due = sum(tally.count(State.DUE) for tally in sight.census.of(groups)) if groups else 0
    unsure = sum(tally.count(State.UNKNOWN) for tally in sight.census.of(groups)) if groups else 0
    seen = Measurement(
        at=sight.now,
        cases=len(arrived),
        breaches=len(lost) + len(left) + due,
        unknown=unsure,
        in_scope=systems_of(groups),
        observed=sight.observed,
        seen_nb=f"Meldinger som e-posttjeneren tok imot: {in_nb(len(arrived))}, av dem testmeldinger:"
        f" {in_nb(_trials(arrived))}. Meldinger som ikke kom fram: {in_nb(len(lost))}. Kopier som ligger igjen i skjemaet:"
        f" {in_nb(len(left))}." + (f" Opplysninger som skulle vært slettet: {in_nb(due)}." if groups else ""),
        seen_en=f"Messages that the mail server took: {in_en(len(arrived))}, of which trials: {in_en(_trials(arrived))}."
        f" Messages that did not arrive: {in_en(len(lost))}. Copies left in the form: {in_en(len(left))}."
        + (f" Data that should have been erased: {in_en(due)}." if groups else ""),
    )
    return _if_tried(seen, arrived, declared, probe, sight)


def _if_tried(
    seen: Measurement, arrived: list[Passed], declared: ContactForm, probe: ContactFormProbe, sight: Sight
) -> Measurement:
    """A topic that nobody has tried lately is not known to lead anywhere."""
    since = cutoff(probe.tried_within, local_day(sight.now, sight.map.zone))
    tried = {one.topic for one in arrived if one.is_trial and _day(one.taken_at, sight) > since}
    untried = [one.title for name, one in declared.topics.items() if name not in tried]
    if not untried:
        return seen
    return replace(
        seen,
        missing_nb=f"Ingen testmelding har kommet fram i løpet av {Tongue('nb').period(probe.tried_within)} om"
        f" {', '.join(one.nb for one in untried)}.",
        missing_en=f"No trial has arrived within {Tongue('en').period(probe.tried_within)} about"
        f" {', '.join(one.en for one in untried)}.",
    )


def _is_left(one: Passed, declared: ContactForm, sight: Sight, today: date) -> bool:
    """Its words still lie in the form: after it went, or for longer than a message may wait."""
    if not one.holds_words:
        return False
    return one.ended_at is not None or _day(one.taken_at, sight) + declared.waits_at_most < today


def _trials(messages: list[Passed]) -> int:
    return sum(one.is_trial for one in messages)


def _day(moment: datetime, sight: Sight) -> date:
    return local_day(moment, sight.map.zone)
