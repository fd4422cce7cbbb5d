"""Recipients of a demo company who were told of what a request changed: all but one have confirmed."""

from __future__ import annotations

from hjemmel.core.sharing.telling import Standing, Word
from hjemmel.desk import requests, telling_mail, tellings
from hjemmel.desk.office import HJEMMEL
from hjemmel.engine.ports import Actor


def make(profile: str, actor: Actor) -> None:
    """Whoever has no address for it stays a task."""
    if not telling_mail.send(HJEMMEL):
        return
    waiting = [
        one for view in requests.inbox("all") for one in tellings.of_request(view.id) if one.standing.is_open
    ]
    for one in waiting[1:]:
        if one.standing is Standing.WAITING:
            telling_mail.confirm(telling_mail.link(one.id, HJEMMEL), Word.DONE)
        else:
            tellings.confirmed(one.id, Word.DONE, actor)
