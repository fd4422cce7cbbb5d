"""Reminding the staff of the last days of requests, by e-mail: to whoever answers for privacy in the company."""

from __future__ import annotations

from hjemmel.connectors.mail import as_message
from hjemmel.core.datamap import DataMap
from hjemmel.core.letters.letter import answers_to
from hjemmel.core.letters.reminder import Waiting, reminder_letter
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.moment import local_day
from hjemmel.core.request import Reminded
from hjemmel.desk import clock, post, requests
from hjemmel.desk.published import published
from hjemmel.desk.requests import RequestView
from hjemmel.engine.ports import Actor


class NotTaken(RuntimeError):
    """The mail server did not take the letter."""


def send(actor: Actor) -> int:
    """Note the reminders whose day has come, and send one letter about all of today's; returns how many it is about.

    After a break it is sent again rather than not at all, under the same name, so that a mail server can see that it is the
    same. Raises a Failure; then it is sent when this is called again."""
    requests.remind(actor)
    data_map = published().map
    if data_map.declaration.mail is None:
        return 0
    due = [one for one in requests.inbox() if _is_of_today(one, data_map.zone)]
    if not due:
        return 0
    letter = reminder_letter(
        data_map, [Waiting.of(one.id, one.right, one.due.day, one.days_left) for one in due]
    )
    message = as_message(letter, _staff(data_map), f"reminder.{requests.today().isoformat()}", clock.now())
    with post.server(data_map) as server:
        outcome = server.send(message)
    if outcome.delivery is not Delivery.ACCEPTED:
        raise NotTaken(outcome.delivery)
    return len(due)


def _is_of_today(view: RequestView, zone: str) -> bool:
    last = view.life.last(Reminded)
    return view.is_open and last is not None and local_day(last.at, zone) == view.today


def _staff(data_map: DataMap) -> str:
    """Where it goes: whoever answers for privacy; else where the company is written to."""
    answers = data_map.declaration.organisation.answers_for_privacy
    return (
        (answers.email if answers else None)
        or data_map.declaration.organisation.email
        or answers_to(data_map)
    )
