"""The cookie choice in a real browser: on the demo's website, and on a site with another name and a strict policy of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Route
from tests.examples import one_of
from tests.web.browsing import LOOKS, faults_in, served
from tests.web.conftest import HJEMMEL, NOW, PROFILE

from hjemmel.capabilities.cookie_choices.models import CookieChoice
from hjemmel.capabilities.declarations.services import publish
from hjemmel.web.site import embed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VENDOR = Path(__file__).parents[1] / "vendor" / "autoconsent"
WITH_ALL = (
    PROFILE.read_bytes()
    .replace(b"  version: 3\n", b"  version: 4\n")
    .replace(
        b"  tools:\n    - {title: Google Analytics 4,",
        b"    - {name: _gcl_au, party: third, set_by: Google Ireland Ltd, category: marketing, purpose: {nb: vise annonser, en: show advertisements}, lifetime: 3 months, consent: true}\n"
        b"  tools:\n    - {title: Kart, category: embed, does: {nb: viser et kart, en: shows a map}, consent: true}\n"
        b"    - {title: Google Analytics 4,",
    )
)
SETTLED = ".hj-waits, iframe[src]"
BANNER, SHOP = "#cc-main .cm", "/butikk"


@dataclass
class Visitor:
    context: BrowserContext
    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)

    def arrive(self, path: str = SHOP, *, asked: bool = True) -> None:
        """Until the question stands there; or, where none should, until the frame is shown or waits."""
        self.page.goto(self.base + path)
        if asked:
            self.page.wait_for_selector(BANNER)
        else:
            self.page.wait_for_selector(SETTLED, state="attached")

    def chooses(self, role: str) -> None:
        with self.page.expect_response("**/embed/choices"):
            self.page.click(f"#cc-main .cm__btn[data-role={role}]")

    def ran(self) -> set[str]:
        return set(self.page.locator("#kjort li").evaluate_all("all => all.map((one) => one.dataset.ran)"))

    def cookies(self) -> set[str]:
        return {str(one["name"]) for one in self.context.cookies()}

    def is_asked(self) -> bool:
        return self.page.locator(BANNER).is_visible()


@pytest.fixture
def address(office: None) -> Iterator[str]:
    publish(WITH_ALL, HJEMMEL, NOW)
    with override_settings(ROOT_URLCONF="hjemmel.web.demo_shop"), served() as there:
        yield there


@pytest.fixture
def come(browser: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    contexts: list[BrowserContext] = []

    def coming(**how: Any) -> Visitor:
        is_asking_not_to = how.pop("gpc", False)
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **how}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if is_asking_not_to:
            context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
        visitor = Visitor(context, context.new_page(), address)
        visitor.page.on(
            "console", lambda one: visitor.complaints.append(one.text) if one.type == "error" else None
        )
        visitor.page.on("pageerror", lambda one: visitor.complaints.append(str(one)))
        visitor.page.on(
            "request",
            lambda one: (
                visitor.told.append(json.loads(one.post_data or "{}")) if one.method == "POST" else None
            ),
        )
        return visitor

    yield coming
    for context in contexts:
        context.close()


def test_nothing_but_the_necessary_before_a_choice_and_after_a_no(come: Callable[..., Visitor]) -> None:
    visitor = come()
    visitor.arrive()
    assert visitor.is_asked() and not visitor.ran() and not visitor.cookies()
    assert visitor.page.locator("iframe").first.get_attribute("src") is None
    visitor.chooses("necessary")
    assert not visitor.ran() and visitor.cookies() == {"cc_cookie"}
    visitor.arrive(asked=False)
    assert not visitor.is_asked() and not visitor.ran()
    assert not visitor.complaints, visitor.complaints
    (kept,) = CookieChoice.objects.all()
    assert (kept.categories, kept.services, kept.version, kept.is_change) == ("", "", 4, False)


def test_a_yes_runs_what_waited_and_taking_it_back_clears_it(come: Callable[..., Visitor]) -> None:
    visitor = come()
    visitor.arrive()
    visitor.chooses("all")
    visitor.page.wait_for_selector("[data-ran=marketing]")
    assert visitor.ran() == {"functional", "statistics", "marketing"}
    assert {"cc_cookie", "layout", "_ga", "_gcl_au"} == visitor.cookies()
    assert (
        visitor.page.frame_locator("iframe").locator("p").inner_text()
        == "Dette ble hentet etter at du sa ja."
    )
    visitor.page.click("[data-cc=show-preferencesModal]")
    with visitor.page.expect_navigation():
        visitor.page.click("#cc-main .pm__btn[data-role=necessary]")
    visitor.page.wait_for_selector(SETTLED, state="attached")
    assert not visitor.ran() and visitor.cookies() == {"cc_cookie"}
    for _ in range(50):
        if CookieChoice.objects.filter(is_change=True).exists():
            break
        visitor.page.wait_for_timeout(100)
    first, last = CookieChoice.objects.order_by("pk")[0], CookieChoice.objects.order_by("-pk")[0]
    assert (
        first.categories == "functional statistics marketing embed" and "google-analytics-4" in first.services
    )
    assert (last.browser, last.categories, last.is_change) == (first.browser, "", True)
    assert not visitor.complaints, visitor.complaints


def test_one_frame_can_be_shown_without_any_choice_being_stored(come: Callable[..., Visitor]) -> None:
    visitor = come()
    visitor.arrive()
    visitor.page.get_by_role("button", name="Vis det: Kart").click()
    assert visitor.page.locator("iframe").get_attribute("src") == "/butikk/innhold"
    assert not visitor.cookies() and not visitor.told


def test_another_question_is_asked_anew_and_other_words_are_not(come: Callable[..., Visitor]) -> None:
    visitor = come()
    visitor.arrive()
    visitor.chooses("all")
    reworded = WITH_ALL.replace(b"  version: 4\n", b"  version: 5\n").replace(
        b"vise annonser", b"vise reklame"
    )
    publish(reworded, HJEMMEL, NOW)
    visitor.page.route("**/choice.json", _anew)
    visitor.arrive(asked=False)
    assert not visitor.is_asked()
    longer = reworded.replace(b"  version: 5\n", b"  version: 6\n").replace(
        b"lifetime: 14 months", b"lifetime: 15 months"
    )
    publish(longer, HJEMMEL, NOW)
    visitor.arrive()
    assert not visitor.ran()


def _anew(route: Route) -> None:
    """As after the five minutes in which a browser need not ask for the question again."""
    route.continue_(headers={**route.request.headers, "cache-control": "no-cache"})


def test_a_browser_that_asks_for_no_sharing_has_said_no_to_it(come: Callable[..., Visitor]) -> None:
    visitor = come(gpc=True)
    visitor.arrive()
    assert visitor.is_asked() and not visitor.cookies()
    assert visitor.page.locator("#cc-main .cm__btn[data-role=all]").count() == 0
    assert "Nettleseren din ber om" in visitor.page.locator("#cc-main .cm").inner_text()
    # Said in so many words, a yes counts all the same.
    visitor.page.click("#cc-main .cm__btn[data-role=show]")
    visitor.page.locator("#cc-main input[type=checkbox][value=marketing]").evaluate("(one) => one.click()")
    with visitor.page.expect_response("**/embed/choices"):
        visitor.page.click("#cc-main .pm__btn[data-role=save]")
    assert visitor.ran() == {"marketing"}
    assert visitor.told[-1]["asked_not_to"] is True


def test_googles_signals_are_denied_until_a_yes(come: Callable[..., Visitor]) -> None:
    visitor = come()
    visitor.arrive()
    signals = "() => dataLayer.map((one) => [...one]).filter(([what]) => what === 'consent')"
    [[_, how, first]] = visitor.page.evaluate(signals)
    assert how == "default" and {first[one] for one in first if one != "security_storage"} == {"denied"}
    visitor.chooses("all")
    *_, [_, how, last] = visitor.page.evaluate(signals)
    assert how == "update" and set(last.values()) == {"granted"}


def test_what_could_not_be_told_is_told_from_the_next_page(come: Callable[..., Visitor]) -> None:
    visitor = come()
    visitor.page.route("**/embed/choices", lambda route: route.abort())
    visitor.arrive()
    visitor.page.click("#cc-main .cm__btn[data-role=necessary]")
    visitor.page.wait_for_selector(BANNER, state="hidden")
    assert visitor.cookies() == {"cc_cookie"}
    assert not CookieChoice.objects.exists()
    visitor.page.unroute("**/embed/choices")
    with visitor.page.expect_response("**/embed/choices"):
        visitor.arrive(asked=False)
    assert CookieChoice.objects.count() == 1


def test_on_a_site_with_another_name_and_a_strict_policy(come: Callable[..., Visitor], address: str) -> None:
    page = (
        f'<!doctype html><html lang="en"><head><title>A shop</title><script src="{address}/embed/{embed.version()}/consent.js"'
        f' integrity="{embed.integrity()}" crossorigin="anonymous" defer></script></head><body><main><h1>A shop</h1></main></body></html>'
    )

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            policy = f"default-src 'none'; script-src {address}; style-src {address}; connect-src {address}"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    visitor = come()
    visitor.base = f"http://localhost:{server.server_port}"
    visitor.arrive("/")
    assert "You choose" in visitor.page.locator("#cc-main").inner_text()
    assert visitor.page.locator(".hj-cookies-again").inner_text() == "Cookies"
    visitor.chooses("all")
    assert not [one for one in visitor.complaints if "favicon" not in one], visitor.complaints
    assert CookieChoice.objects.get().lang == "en"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("way", "stored"), [("optOut", ["necessary"]), ("optIn", ["necessary", "functional", "statistics", "marketing", "embed"])])  # fmt: skip
def test_a_robot_that_others_made_can_say_no_and_yes(
    come: Callable[..., Visitor], way: str, stored: list[str]
) -> None:
    visitor, heard = come(), {}
    rule = json.loads((VENDOR / "cookieconsent3.json").read_text())
    config = {"enabled": True, "autoAction": way, "disabledCmps": [], "enablePrehide": False, "detectRetries": 20,
              "enableCosmeticRules": False, "enableGeneratedRules": False, "enableHeuristicDetection": False,
              "enableFilterList": False, "logs": {}}  # fmt: skip

    def answer(source: Any, message: dict[str, Any]) -> None:
        heard[message["type"]] = message
        if message["type"] == "init":
            told = {"type": "initResp", "config": config, "rules": {"autoconsent": [rule]}}
            source["frame"].evaluate("(one) => void autoconsentReceiveMessage(one)", told)
        if message["type"] == "eval":
            result = source["frame"].evaluate(message["code"])
            told = {"type": "evalResp", "id": message["id"], "result": result}
            source["frame"].evaluate("(one) => void autoconsentReceiveMessage(one)", told)

    visitor.page.expose_binding("autoconsentSendMessage", answer)
    visitor.arrive()
    visitor.page.evaluate((VENDOR / "autoconsent.playwright.js").read_text())
    for _ in range(50):
        if "autoconsentDone" in heard and "cc_cookie" in visitor.cookies():
            break
        visitor.page.wait_for_timeout(100)
    assert heard["popupFound"]["cmp"] == "cookieconsent3"
    assert heard[f"{way}Result"]["result"] is True
    visitor.page.evaluate("() => void autoconsentReceiveMessage({type: 'selfTest'})")
    for _ in range(50):
        if "selfTestResult" in heard:
            break
        visitor.page.wait_for_timeout(100)
    assert heard["selfTestResult"]["result"] is True
    assert visitor.page.evaluate("() => CookieConsent.getCookie('categories')") == stored
    assert bool(visitor.ran()) is (way == "optIn")


@pytest.mark.parametrize(("path", "scheme"), [(SHOP, "light"), ("/shop", "dark")])
def test_the_choice_shuts_nobody_out(come: Callable[..., Visitor], path: str, scheme: str) -> None:
    visitor, found = come(color_scheme=scheme), []
    visitor.arrive(path)
    assert visitor.page.locator("#cc-main .cm").get_attribute("role") == "region"
    yes, no = (visitor.page.locator(f"#cc-main .cm__btn[data-role={one}]") for one in ("all", "necessary"))
    looks = "(one) => { const s = getComputedStyle(one); return [s.backgroundColor, s.color, s.fontSize, s.height, s.width] }"
    assert yes.evaluate(looks) == no.evaluate(looks)
    for what in ("banner", "one by one"):
        of_this = [(one, width) for one, width in LOOKS if one == scheme]
        found += [f"{what} {one}" for one in faults_in(visitor.page, one_of(of_this, what))]
        if what == "banner":
            visitor.page.click("#cc-main .cm__btn[data-role=show]")
            visitor.page.wait_for_selector("#cc-main .pm")
    assert not found, "\n".join(found)
