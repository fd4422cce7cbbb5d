"""The small company's pages in a real browser, in both languages and colours, wide and narrow: the register with a person's
facts, files that were read in, mailings, disclosures and accesses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser
from tests.database import fresh
from tests.web.browsing import Visit, faults, languages, served, sign_in, visit
from tests.web.test_demo_small import small_company, what_it_has_done

from hjemmel.desk import mailbox
from hjemmel.desk.office import judge_promises, make_sweep

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The company is made once, and looked at in each language."""
    with (
        pytest.MonkeyPatch.context() as patch,
        contextmanager(fresh)(),
        contextmanager(small_company)(tmp_path_factory.mktemp("small"), patch) as actor,
    ):
        what_it_has_done(actor)
        judge_promises(actor)
        make_sweep(actor)
        with served() as there:
            yield there


def looked_at(there: Visit, who: str) -> Iterator[str]:
    """Every page in turn, by its name."""
    page = there.page
    sign_in(there, "demo")
    yield from person_looked_at(there, who)
    for path in ("/kontor/register/ny", "/kontor/register/nytt-firma", "/kontor/les-inn"):
        there.go(path)
        yield path
    page.locator("main .hj-lines a[href*='/les-inn/']").first.click()
    yield "a file that was read in, and the row that was not"
    there.go("/kontor/varsler")
    yield "notices"
    there.go("/kontor/utsendinger")
    yield "mailings"
    page.locator("main a[href*='/utsendinger/']:not([href$='ny']):not([href$='postkasse'])").last.click()
    yield "a mailing"
    there.go("/kontor/utsendinger/postkasse")
    yield "the mailbox"
    there.go("/kontor/utsendinger/ny")
    page.select_option("#hva", "news:email")
    page.fill("#emne_nb", "Nye kopper")
    page.fill("#tekst_nb", "# Hei\n\nSe [butikken](https://merkevarden.example).")
    page.locator("button[name=se]").click()
    yield "a mailing as it will look"
    there.go("/kontor/utleveringer")
    yield "disclosures, one that waits"
    there.go("/kontor/utleveringer/ny?mottaker=authorities&grunn=order")
    yield "an order of an authority"
    for path in ("/kontor/tilganger", "/kontor/nokler", "/kontor/mottakere/authorities", "/kontor/lofter"):
        there.go(path)
        yield path


def person_looked_at(there: Visit, who: str) -> Iterator[str]:
    """Somebody of the register: hidden, with values, and what they have said yes and no to."""
    page = there.page
    there.go("/kontor/register")
    yield "the register"
    page.fill("#hvem", who)
    page.locator("main form button[type=submit]").first.click()
    yield "who was found"
    page.locator("main a[href*='/kontor/register/']:not([href$='ny']):not([href$='firma'])").first.click()
    yield "a person"
    page.select_option("#formal", index=1)
    page.locator("button[name=vis]").click()
    yield "a person with values"


@pytest.mark.parametrize("lang", languages(__name__))
def test_no_page_of_the_small_company_shuts_anybody_out_or_is_too_wide(
    browser: Browser, address: str, lang: str
) -> None:
    there, found = visit(browser, address, lang), list[str]()
    (letter, *_) = mailbox.letters() or ()
    for name in looked_at(there, letter.to):
        found += faults(there, name)
    found += there.complaints
    assert not found, "\n".join(found)
