"""What a demo company has done before a visitor comes: published, tried its promises, made a plan.

Run as a process of its own, with the demo's environment, so that the demo's clock reaches nothing else."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from hjemmel.web.serve import prepare

prepare()

# Models can be imported only when Django is ready.
# isort: split
from django.conf import settings

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.desk import clock, due_papers, office
from hjemmel.desk.demo_clock import demo_time, folder, move
from hjemmel.desk.published import compiled
from hjemmel.profiles.gifts_small import demo as gifts_small
from hjemmel.web.demo_past import PAST
from hjemmel.web.demo_past.people import taken

ACCOUNT, NAME = "demo", "Demo Bruker"
EARLIER = "earlier.yaml"


def begin(moment: datetime, before: datetime | None = None, people: int = 0, seed: int = 0) -> None:
    """The first morning with systems connected. The statement was published when it began to apply; the one before
    it, for a company that has one, at the moment `before`. With `people` in the register, if it has nothing else."""
    move(folder(), moment)
    content = settings.HJEMMEL_FILE.read_bytes()
    published_at = min(_morning(compiled(content).declaration.statement.valid_from), moment)
    password = (folder() / "login").read_text()
    actor = create_staff(ACCOUNT, NAME, password, Role.APPROVER, office.HJEMMEL, before or published_at)
    if before:
        publish((folder() / EARLIER).read_bytes(), actor, before)
    publish(content, actor, published_at)
    if people:
        gifts_small.fill(partial(taken, actor), people, clock.now().date(), seed)
    for done in PAST:
        done(settings.HJEMMEL_FILE.parent.name.replace("_", "-"), actor)
    office.judge_promises(office.HJEMMEL)
    office.make_sweep(office.HJEMMEL)


def move_to(day: str) -> None:
    """The morning of another day: the promises are tried again, and a plan is made, as every night."""
    move(folder(), _morning(date.fromisoformat(day)))
    office.judge_promises(office.HJEMMEL)
    office.make_sweep(office.HJEMMEL)
    due_papers.ask(office.HJEMMEL)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(7, 30), ZoneInfo("Europe/Oslo")).astimezone(UTC)


if __name__ == "__main__":
    clock.use(demo_time)
    match sys.argv[1:]:
        case ["begin", moment, "register", people, seed]:
            begin(datetime.fromisoformat(moment), people=int(people), seed=int(seed))
        case ["begin", moment]:
            begin(datetime.fromisoformat(moment))
        case ["begin", moment, before]:
            begin(datetime.fromisoformat(moment), datetime.fromisoformat(before))
        case ["move", day]:
            move_to(day)
        case _:
            sys.exit("begin MOMENT [MOMENT OF THE VERSION BEFORE | register PEOPLE SEED] | move DAY")
