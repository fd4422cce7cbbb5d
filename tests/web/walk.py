"""`./dev walk`: goes through a demo as a visitor, a member of staff and a customer, and takes the pictures of docs/walk.md.

Everything is real: a demo made anew, its own server, a real browser. The page is written with the pictures, so that it
tells of no step that was not taken."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.conftest import chromium

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "pictures"
PORT, WAIT = 8091, 120
SIZE = {"width": 1100, "height": 918}


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    tells: str
    """What the reader sees, and what it means."""
    go: Callable[[Walk], object]


@dataclass(slots=True)
class Walk:
    page: Page
    here: str
    password: str
    customer: str = ""

    def open(self, path: str) -> None:
        self.page.goto(self.here + path)

    def to(self, heading: str) -> None:
        """Scroll until it stands on top."""
        self.page.get_by_role("heading", name=heading).first.evaluate("it => it.scrollIntoView()")


def statement(walk: Walk) -> None:
    walk.open("/privacy")


def promises(walk: Walk) -> None:
    walk.open("/kontor/inn")
    walk.page.get_by_role("button", name="English").click()
    walk.page.fill("#bruker", "demo")
    walk.page.fill("#passord", walk.password)
    walk.page.locator("main button[type=submit]").click()
    walk.open("/kontor/lofter?status=brutt")
    walk.page.locator(".hj-promise").first.evaluate("it => it.open = true")


def plan(walk: Walk) -> None:
    walk.page.get_by_role("link", name="See the plan").first.click()


def approved(walk: Walk) -> None:
    walk.page.check("#lest")
    walk.page.get_by_role("button", name="Approve plan").click()
    walk.page.wait_for_selector("text=nothing is left", timeout=60_000)


def kept(walk: Walk) -> None:
    walk.open("/kontor/lofter")
    walk.page.get_by_role("button", name="Try the promises now").click()
    walk.open("/kontor/lofter?status=holdt")


def why(walk: Walk) -> None:
    walk.open("/kontor/hvorfor")
    walk.page.fill("#hvem", walk.customer)
    walk.page.locator("main button[type=submit]").click()


def shop(walk: Walk) -> None:
    walk.open("/shop")
    walk.page.wait_for_selector("#cc-main .cm")


def own_page(walk: Walk) -> None:
    walk.open("/your-page")
    walk.page.locator("main input[type=email]").fill(walk.customer)
    walk.page.locator("main button[type=submit]").first.click()
    code = walk.page.context.new_page()
    code.goto(walk.here + "/kontor/utsendinger/postkasse")
    found = re.search(r"\b\d{4} \d{4}\b", code.locator("main").inner_text())
    assert found, "the code is in the demo's mailbox"
    code.close()
    walk.page.locator("main input[inputmode=numeric]").fill(found.group())
    walk.page.locator("main button[type=submit]").first.click()
    walk.page.wait_for_load_state("networkidle")


def ledger(walk: Walk) -> None:
    walk.open("/kontor/journal?kontroller=ja")


STEPS = (
    Step("statement", "The public statement, made from one file. Each sentence is a promise that can be tried.", statement),
    Step("promises", "In the office the same sentences, with a verdict each. This one is broken: what it promised to erase is still there.", promises),
    Step("plan", "The plan that mends it: what goes, what stays, and why. Nothing happens before somebody approves it.", plan),
    Step("approved", "Approved, carried out, and counted afterwards.", approved),
    Step("kept", "The promises are tried anew, independently of what was done.", kept),
    Step("why", "Why is this held? Each datum answers with a purpose, a law and a day. Values stay hidden until a purpose is named.", why),
    Step("ledger", "Every deed has its line, without anybody's data. The chain is checked from the first line to the last.", ledger),
    Step("cookies", "The company's own shop asks before it sets anything that is not necessary. No is as near as yes.", shop),
    Step("own-page", "A customer's own page, opened by a code: what is held, why, until when, and what they can choose.", own_page),
)  # fmt: skip


def serving(folder: Path) -> Iterator[Walk]:
    """The demo `gifts`, made anew and served, and a browser that stands before it."""
    command = [
        sys.executable,
        "-m",
        "hjemmel",
        "demo",
        "gifts",
        "--folder",
        str(folder),
        "--fresh",
        "--port",
        str(PORT),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    here = f"http://127.0.0.1:{PORT}"
    try:
        _answers(here)
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = running.new_context(
                viewport=SIZE, color_scheme="light", reduced_motion="reduce"
            ).new_page()
            yield Walk(
                page=page,
                here=here,
                password=(folder / "gifts" / "login").read_text(),
                customer=_customer(folder),
            )
            running.close()
    finally:
        server.terminate()
        server.wait()


def _answers(here: str) -> None:
    for _ in range(WAIT):
        time.sleep(1)
        try:
            with urllib.request.urlopen(f"{here}/privacy"):
                return
        except OSError:
            continue
    raise TimeoutError("the demo did not come up")


def _customer(folder: Path) -> str:
    """Somebody who has bought something lately."""
    query = (
        "SELECT a.email FROM accounts a JOIN orders o ON o.account_id = a.id"
        " WHERE a.buyer_kind = 'person' AND a.first_name <> 'slettet' ORDER BY o.placed_at DESC"
    )
    with closing(sqlite3.connect(folder / "gifts" / "systems" / "nettbutikk.db")) as shop:
        return str(shop.execute(query).fetchone()[0])


def written(steps: tuple[Step, ...]) -> str:
    lines = [
        "# A walk through the demo",
        "",
        "Taken by `./dev walk` in the demo `gifts`: a made-up company, its own server, a real browser. All people are made up.",
    ]
    for number, step in enumerate(steps, start=1):
        lines += ["", f"**{number}.** {step.tells}", "", f"![{step.tells}](pictures/walk-{step.name}.png)"]
    return "\n".join(lines) + "\n"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for walk in serving(Path(folder)):
            for step in STEPS:
                step.go(walk)
                walk.page.screenshot(path=PICTURES / f"walk-{step.name}.png")
                sys.stderr.write(f"· {step.name}\n")
    (DOCS / "walk.md").write_text(written(STEPS), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
