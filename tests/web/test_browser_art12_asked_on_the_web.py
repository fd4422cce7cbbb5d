"""Art. 12, 15 and 17 as a person and the staff do it, in a real browser: asked on the web, the code read in the demo mailbox,
approved in the office, the package fetched and opened; then erased, and what the law keeps goes by itself on its day."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.web.browsing import LOOKS, faults_in, sign_in, visit
from tests.web.conftest import HJEMMEL, NOW
from tests.web.test_art12_asked_on_the_web import email, held, post  # noqa: F401
from tests.web.test_browser import address  # noqa: F401

from hjemmel.desk import clock, office, requests

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.story]
POSTKASSE = "/kontor/utsendinger/postkasse"


def newest_letter(staff: Page, base: str) -> tuple[str, str]:
    """The text of the newest letter in the demo mailbox, and the path of the link in it to our own pages."""
    staff.goto(base + POSTKASSE)
    text = staff.locator("pre").first.inner_text()
    (there, *_) = re.findall(r"https://[^\s]+?(/(?:dine-data|svar)/[\w-]{43})", text)
    return text, there


def asked(person: Page, staff: Page, base: str, right: str, who: str) -> str:
    """The person fills in the form and writes the code; the request's reference."""
    person.goto(f"{base}/dine-data")
    person.check(f"#rett-{right}")
    person.fill("#epost", who)
    person.get_by_role("button", name="Send henvendelsen").click()
    person.wait_for_selector("#kode")
    for _ in range(50):
        text, there = newest_letter(staff, base)
        if there in person.url:
            break
        staff.wait_for_timeout(100)
    (code,) = re.findall(r"\b\d{4} \d{4}\b", text)
    person.fill("#kode", code)
    person.get_by_role("button", name="Bekreft").click()
    person.wait_for_selector("text=Vi vet hvem du er")
    assert "30 dager" in person.content()
    return person.locator("code").first.inner_text()


def answered(staff: Page, base: str, id: str) -> None:
    """The staff find it in the inbox, plan, go through, approve, and send the answer."""
    staff.goto(f"{base}/kontor/henvendelser")
    staff.locator(f"a[href$='{id}']").first.click()
    staff.locator("button[value=plan]").first.click()
    staff.check("#lest")
    staff.locator("button[value=gjennomgatt]").click()
    staff.check("#lest")
    staff.locator("button[value=godkjenn]").click()
    staff.locator("button[value=send]").click()
    staff.wait_for_load_state()
    found = requests.view(id)
    assert found and found.state.value == "delivered", found


def fetched(person: Page, staff: Page, base: str, folder: Path) -> zipfile.ZipFile:
    text, there = newest_letter(staff, base)
    assert "Svaret ditt er klart" in text
    staff.goto(base + there)
    assert not [*faults_in(staff, LOOKS)]
    person.goto(base + there)
    with person.expect_download() as download:
        person.get_by_role("button", name="Hent svaret").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return zipfile.ZipFile(file)


def test_a_person_asks_for_all_then_to_be_erased_and_the_rest_goes_by_itself(
    browser: Browser,
    address: str,  # noqa: F811
    email: str,  # noqa: F811
    post: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    staff = visit(browser, address, "nb")
    sign_in(staff)
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    person = context.new_page()

    id = asked(person, staff.page, address, "access", email)
    answered(staff.page, address, id)
    package = fetched(person, staff.page, address, tmp_path)
    assert email in json.dumps(json.loads(package.read("data/nettbutikk.accounts.json")))
    package.extract("index.html", tmp_path)
    person.goto((tmp_path / "index.html").as_uri())
    assert "innsyn" in person.inner_text("body").lower()

    clock.use(lambda: NOW + timedelta(days=1))
    erased = asked(person, staff.page, address, "erasure", email)
    answered(staff.page, address, erased)
    told = fetched(person, staff.page, address, tmp_path).read("index.html").decode()
    assert "okføringsloven" in told
    assert staff.complaints == []

    about = requests.about(erased, HJEMMEL)
    left = [row for one in about for row in held(one)]
    assert left
    for label, grounds in left:
        assert grounds and all(one.line.law and (one.until or one.waits_for) for one in grounds), label
    kept = requests.plan(erased)
    assert kept
    last = max(one.until for one in kept.plan.refusals if one.until)
    assert last > date(2027, 1, 1)
    clock.use(lambda: datetime(last.year, last.month, last.day, 6, tzinfo=UTC) + timedelta(days=1))
    staff.page.context.clear_cookies()
    office.make_sweep(HJEMMEL)
    staff.go("/kontor/inn")
    sign_in(staff)
    staff.go("/kontor/planer")
    staff.page.locator(".hj-lines a").first.click()
    staff.page.check("#lest")
    staff.page.locator("form:has(#lest) button[type=submit]").first.click()
    staff.page.wait_for_load_state()
    assert not [label for one in about for label, _ in held(one)]
