"""Reminding the staff of the last days of requests and of tasks, by e-mail: to whoever answers for privacy in the company."""

from __future__ import annotations

from typing import Final

from hjemmel.connectors.mail import as_message
from hjemmel.core.datamap import DataMap
from hjemmel.core.letters.letter import Letter, answers_to
from hjemmel.core.letters.reminder import TaskWaiting, Waiting, reminder_letter, task_reminder_letter
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.moment import local_day
from hjemmel.core.request import Reminded
from hjemmel.core.tasks.task import Reminded as TaskReminded
from hjemmel.core.tasks.task import TaskKind
from hjemmel.desk import clock, post, requests, tasks
from hjemmel.desk.published import published
from hjemmel.desk.requests import RequestView
from hjemmel.desk.tasks import TaskView
from hjemmel.engine.ports import Actor

FOR_STAFF: Final = (TaskKind.ROWS, TaskKind.CONTACT_DATA, TaskKind.PAPER)
"""What nobody outside is written to about."""


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
    _post(letter, "reminder", data_map)
    return len(due)


def send_of_tasks(actor: Actor) -> int:
    """The same of the tasks that wait for the staff: rows, contact data, paper. Keepers and recipients get letters of their
    own. Raises as `send` does."""
    tasks.remind(actor)
    data_map = published().map
    if data_map.declaration.mail is None:
        return 0
    due = [one for one in tasks.views() if one.what.kind in FOR_STAFF and _was_reminded_today(one, data_map)]
    if not due:
        return 0
    waiting = [
        TaskWaiting(id=one.id, title=one.title, day=one.what.day, days_left=one.days_left) for one in due
    ]
    _post(task_reminder_letter(data_map, waiting), "task-reminder", data_map)
    return len(due)


def _was_reminded_today(one: TaskView, data_map: DataMap) -> bool:
    last = one.task.last(TaskReminded)
    return last is not None and local_day(last.at, data_map.zone) == one.today


def _post(letter: Letter, name: str, data_map: DataMap) -> None:
    message = as_message(letter, _staff(data_map), f"{name}.{requests.today().isoformat()}", clock.now())
    with post.server(data_map) as server:
        outcome = server.send(message)
    if outcome.delivery is not Delivery.ACCEPTED:
        raise NotTaken(outcome.delivery)


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
