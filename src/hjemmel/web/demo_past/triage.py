"""What came to a demo company without anybody asking for it, and what became of it. All of it is made up."""

from __future__ import annotations

from datetime import timedelta

from hjemmel.core.intake.triage import Decision
from hjemmel.core.moment import local_day
from hjemmel.desk import clock, triage
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

CAME: tuple[tuple[str, str, int, Decision | None, str], ...] = (
    ("En søknad med CV, selv om ingen stilling er utlyst.", "email", 3, Decision.ERASED, ""),
    ("En adresseliste sendt til feil trykkeri.", "upload", 4, Decision.ERASED, ""),
    ("Et bilag fra en tidligere leverandør.", "letter", 2, Decision.KEPT_BY_LAW, "bokføringsloven § 13"),
    ("En lapp om en kunde hos noen andre.", "paper", 1, None, ""),
)
"""What it was, how it came, how many days ago, and what was decided."""


def make(profile: str, actor: Actor) -> None:
    if profile != "mailhouse":
        return
    today = local_day(clock.now(), published().map.zone)
    for text, channel, days, decision, law in CAME:
        id = triage.receive(text, channel, today - timedelta(days=days), actor)
        if decision:
            triage.decide(id, decision, law, actor)
