"""The small company's demo shows it all: a newsletter on consent, a bought list, an order of an authority, and what is promised of these."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.web.conftest import NOW, PASSWORD

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.terms import Verdict
from hjemmel.desk import clock, disclosures, imports, keys, mailbox, mailings, notices, office, uploads
from hjemmel.desk.access import all_purposes, give
from hjemmel.desk.office import HJEMMEL
from hjemmel.engine.ports import Actor
from hjemmel.profiles.gifts_small.demo import fill
from hjemmel.web import demo_past
from hjemmel.web.demo_past import bought_list, newsletter
from hjemmel.web.demo_past.people import taken

SMALL = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
PEOPLE = 80


@pytest.fixture
def demo(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    yield from small_company(tmp_path, monkeypatch)


def small_company(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Actor]:
    """In the empty databases of whoever asks: published, with people in its register, and an account."""
    patch.setattr(uploads, "BESIDE", folder.name)
    patch.setenv("MAIL_URL", f"mailbox://{folder / 'post'}")
    keys.prepare(HJEMMEL)
    clock.use(lambda: NOW)
    publish(SMALL.read_bytes(), HJEMMEL, NOW)
    actor = create_staff("demo", "Demo Bruker", PASSWORD, Role.APPROVER, HJEMMEL, NOW)
    give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.OFFICER)
    fill(partial(taken, actor), PEOPLE, NOW.date(), 1)
    yield actor
    clock.use(clock.machine)


def what_it_has_done(demo: Actor) -> None:
    for make in (bought_list.make, newsletter.make, demo_past.disclosures.make):
        make(newsletter.PROFILE, demo)


def test_what_the_small_company_promises_of_mail_and_bought_lists_is_tried_on_what_it_did(
    demo: Actor,
) -> None:
    what_it_has_done(demo)
    (file,) = imports.files()
    assert (file.counts.reserved, file.counts.faulty) == (bought_list.RESERVED, 1)
    assert file.counts.taken == bought_list.ROWS - bought_list.RESERVED == notices.notices().waiting
    (sent,) = mailings.views()
    assert sent.kept.sent == newsletter.SENT == len(mailbox.letters() or ())
    assert newsletter.SENT < sent.kept.permitted <= newsletter.SAID_YES - newsletter.SAID_NO_SINCE
    (order,) = disclosures.waiting(demo)
    assert order.kept.disclosure.recipient == "authorities"
    found = {one.promise: one.verdict for one in office.judge_promises(demo)}
    assert [found[f"GS-0{number}"] for number in (4, 5, 6)] == [Verdict.KEPT] * 3
