import re

import pytest
from django.test import Client
from tests.web.conftest import HJEMMEL

from hjemmel.desk import office as desk

PUBLIC = [
    "/personvern",
    "/privacy",
    "/personvern/versjoner",
    "/privacy/versions",
    "/kontor/inn",
    "/nowhere",
    "/kontor/nowhere",
]
OFFICE = [
    "/kontor/", "/kontor/lofter", "/kontor/planer", "/kontor/hvorfor", "/kontor/journal?kontroller=ja",
    "/kontor/deklarasjon", "/kontor/datakart", "/kontor/konto",
]  # fmt: skip
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'", "img-src 'self' data:",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip


def assert_is_strict(client: Client, path: str) -> None:
    response = client.get(path)
    assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY, path
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    html = response.content.decode()
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", html), path
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!www\.datatilsynet\.no)', html), path


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_strict_and_have_nothing_inline(visitor: Client, path: str) -> None:
    assert_is_strict(visitor, path)


@pytest.mark.parametrize("path", OFFICE)
def test_office_pages_are_strict_and_have_nothing_inline(approver: Client, path: str) -> None:
    assert_is_strict(approver, path)


def test_a_plan_is_strict_and_has_nothing_inline(approver: Client) -> None:
    assert_is_strict(approver, f"/kontor/planer/{desk.make_sweep(HJEMMEL).digest}")


def test_what_the_office_shows_is_kept_by_no_cache(approver: Client) -> None:
    assert approver.get("/kontor/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "hjemmel.css",
        "hjemmel.svg",
        "vendor/designsystemet/theme.css",
        "vendor/inter/inter-latin-400-normal.woff2",
    ],
)
def test_what_pages_need_is_served_from_here(visitor: Client, path: str) -> None:
    response = visitor.get(f"/static/hjemmel/{path}")
    assert response.status_code == 200
    assert b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/kontor/nowhere", 404)])
def test_error_pages_wear_the_same_dress(visitor: Client, path: str, status: int) -> None:
    response = visitor.get(path)
    assert response.status_code == status
    assert "hjemmel.css" in response.content.decode()
    assert "Siden finnes ikke" in response.content.decode()


def test_a_fault_of_ours_is_admitted_and_tells_nothing_of_the_machine(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.raise_request_exception = False
    monkeypatch.setattr("hjemmel.web.site.pages.published", lambda: 1 / 0)
    response = visitor.get("/privacy")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert "ZeroDivision" not in response.content.decode()


def test_another_host_gets_no_answer(office: None) -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/personvern").status_code == 400
