import json

import pytest
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, PROFILE

from hjemmel.capabilities.declarations.services import publish

NEXT = (
    PROFILE.read_bytes()
    .replace(b"  version: 3\n", b"  version: 4\n")
    .replace(b"period: 60 days", b"period: 90 days")
)


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def statement_of(html: str) -> str:
    """What was stated, without the frame and what leads on from it."""
    stated = html[html.index('<header class="hj-m hj-head">') : html.index("</main>")]
    return stated.partition('<div class="hj-m hj-noprint">')[0].strip()


def test_the_root_leads_to_the_statement(visitor: Client) -> None:
    assert visitor.get("/").headers["Location"] == "/personvern"


@pytest.mark.parametrize(
    ("path", "lang", "word"), [("/personvern", "nb", "Versjon 3"), ("/privacy", "en", "Version 3")]
)
def test_the_statement_stands_in_both_languages(visitor: Client, path: str, lang: str, word: str) -> None:
    html = page(visitor, path)
    assert f'<html lang="{lang}"' in html
    assert word in html
    assert "Merkevarden Profil og Gave AS" in html


def test_each_language_leads_to_the_other(visitor: Client) -> None:
    assert 'href="/privacy" lang="en"' in page(visitor, "/personvern")
    assert 'href="/personvern" lang="nb"' in page(visitor, "/privacy")


def test_the_data_form_names_the_line_of_each_sentence(visitor: Client) -> None:
    told = json.loads(visitor.get("/personvern.json").content)
    assert told["version"] == 3
    assert told["lead"]["line"] > 0


@pytest.mark.parametrize(("path", "lang"), [("/personvern.pdf", "nb"), ("/privacy.pdf", "en")])
def test_the_statement_is_a_pdf_too(visitor: Client, path: str, lang: str) -> None:
    response = visitor.get(path)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


def test_earlier_versions_can_be_read_as_they_were(visitor: Client) -> None:
    before = page(visitor, "/personvern")
    publish(NEXT, HJEMMEL, NOW, "Lengre frist for kundekortet.")
    assert "Versjon 4" in page(visitor, "/personvern")
    assert 'href="/personvern/versjoner"' in page(visitor, "/personvern")
    history = page(visitor, "/personvern/versjoner")
    assert "Lengre frist for kundekortet." in history
    assert 'href="/personvern/versjoner/3"' in history
    assert "Beholdes lenger" in history
    earlier = page(visitor, "/personvern/versjoner/3")
    assert "ikke gjelder lenger" in earlier
    assert "60 dager etter at kundeforholdet er slutt" in earlier
    assert statement_of(before) == statement_of(earlier)


def test_the_current_version_has_one_address(visitor: Client) -> None:
    assert visitor.get("/privacy/versions/3").headers["Location"] == "/privacy"
    assert visitor.get("/privacy/versions/9").status_code == 404


def test_before_anything_is_published_the_page_says_so(database: object) -> None:
    response = Client(headers={"host": "localhost"}).get("/personvern")
    assert response.status_code == 404
    assert "ikke publisert" in response.content.decode()


def test_a_visitor_gets_no_cookie(visitor: Client) -> None:
    response = visitor.get("/personvern")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
