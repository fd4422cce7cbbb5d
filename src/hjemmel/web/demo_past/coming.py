"""What a demo company has published ahead, and whom it has told of it."""

from __future__ import annotations

from hjemmel.capabilities.declarations.services import publish
from hjemmel.desk import change_mail, clock
from hjemmel.engine.ports import Actor
from hjemmel.profiles.versions import coming


def make(profile: str, actor: Actor) -> None:
    content = coming(profile.replace("-", "_"))
    if content is not None:
        publish(content, actor, clock.now())
        change_mail.tell(actor)
