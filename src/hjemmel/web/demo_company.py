"""What a demo company has done before a visitor comes: published, tried its promises, made a plan.

Run as a process of its own, with the demo's environment, so that the demo's clock reaches nothing else."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from hjemmel.web.serve import prepare

prepare()

# Models can be imported only when Django is ready.
# isort: split
from django.conf import settings

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.desk import clock, office
from hjemmel.desk.demo_clock import demo_time, move

ACCOUNT, NAME = "demo", "Demo Bruker"


def begin(moment: datetime) -> None:
    """The company's first morning with Hjemmel."""
    folder = Path(settings.DATABASES["default"]["NAME"]).parent
    move(folder, moment)
    password = (folder / "login").read_text()
    actor = create_staff(ACCOUNT, NAME, password, Role.APPROVER, office.HJEMMEL, clock.now())
    publish(settings.HJEMMEL_FILE.read_bytes(), actor, clock.now())
    office.judge_promises(office.HJEMMEL)
    office.make_sweep(office.HJEMMEL)


def move_to(day: str) -> None:
    """The morning of another day: the promises are tried again, and a plan is made, as every night."""
    moment = datetime.combine(datetime.fromisoformat(day), time(7, 30), ZoneInfo("Europe/Oslo"))
    move(Path(settings.DATABASES["default"]["NAME"]).parent, moment.astimezone(UTC))
    office.judge_promises(office.HJEMMEL)
    office.make_sweep(office.HJEMMEL)


if __name__ == "__main__":
    clock.use(demo_time)
    match sys.argv[1:]:
        case ["begin", moment]:
            begin(datetime.fromisoformat(moment))
        case ["move", day]:
            move_to(day)
        case _:
            sys.exit("begin MOMENT | move DAY")
