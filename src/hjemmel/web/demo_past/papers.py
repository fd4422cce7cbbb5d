"""Whoever keeps a demo company's papers has been asked, and their letters lie in the demo's mailbox."""

from __future__ import annotations

from hjemmel.desk import due_papers, keepers
from hjemmel.engine.ports import Actor


def make(profile: str, actor: Actor) -> None:
    due_papers.ask(actor)
    keepers.send(actor)
