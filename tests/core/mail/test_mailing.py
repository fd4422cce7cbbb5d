"""A message: what is made of the text, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.engine.worlds import profile

from hjemmel.core.identifiers import synthetic_fnr
from hjemmel.core.letters.letter import Links, Words
from hjemmel.core.mail.mailing import (
    Fault,
    Mailing,
    Use,
    faults,
    letter,
    numbers_against,
    reference_in,
    token,
)
from hjemmel.core.permission import Sort

GIFTS = profile("gifts")
TODAY = date(2026, 11, 22)
NUMBER = synthetic_fnr(date(1980, 5, 1), 0)
LINKS = Links(site="https://personvern.merkevarden.example", token="abc")
NEWS = Mailing(
    purpose="market_others",
    channel="email",
    nb=Words(subject="Nytt", text="# Hei & hå\n\nSe [kopper](https://a.example/?x=1&y=2).\n\n- en\n- to"),
)


def codes(found: tuple[Fault, ...]) -> list[str]:
    return [one.code for one in found]


def saying(text: str, subject: str = "Nytt") -> Mailing:
    return replace(NEWS, nb=Words(subject=subject, text=text))


def test_text_and_html_are_made_from_one_source() -> None:
    made = letter(GIFTS, NEWS, LINKS)
    assert "<h1>Hei &amp; hå</h1>" in made.html and "<ul><li>en</li><li>to</li></ul>" in made.html
    assert '<a href="https://a.example/?x=1&amp;y=2">kopper</a>' in made.html
    assert "kopper: https://a.example/?x=1&y=2" in made.text and "Hei & hå" in made.text
    assert faults(GIFTS, NEWS, Sort.MARKETING, TODAY) == ()


def test_whatever_stands_in_the_text_is_text() -> None:
    evil = "<script>alert(1)</script> <img src=x onerror=y> [a](javascript:alert(1)) \"' </p>"
    made = letter(GIFTS, saying(evil, "<b>"), LINKS)
    assert "<script" not in made.html and "<img" not in made.html
    assert "&lt;script&gt;" in made.html
    assert codes(faults(GIFTS, saying(evil), Sort.MARKETING, TODAY)) == ["unsafe-link"]


@pytest.mark.parametrize(
    ("mailing", "code"),
    [
        (saying(""), "empty"),
        (saying("Hei", subject=" "), "empty"),
        (saying("Hei", subject="a\nBcc: alle@b.example"), "long-subject"),
        (saying("Hei", subject="a" * 201), "long-subject"),
        (saying("a" * 20_001), "too-long"),
        (saying("Kortet mitt er 4111 1111 1111 1111"), "card-number"),
        (saying(f"Fødselsnummeret er {NUMBER[:6]} {NUMBER[6:]}"), "national-number"),
        (saying("Hei", subject=NUMBER), "national-number"),
        (saying("![kopp](https://b.example/1.png)"), "remote-picture"),
        (saying("[kopp](http://b.example)"), "unsafe-link"),
    ],
)
def test_what_stops_a_message(mailing: Mailing, code: str) -> None:
    assert code in codes(faults(GIFTS, mailing, Sort.MARKETING, TODAY))


def test_no_national_number_stands_on_paper_either() -> None:
    letters = replace(saying(f"Hei {NUMBER}"), channel="post")
    assert codes(numbers_against(letters, TODAY)) == ["national-number"]
    assert numbers_against(NEWS, TODAY) == ()


def test_both_languages_stand_in_one_message_each_with_its_own_links() -> None:
    made = letter(GIFTS, replace(NEWS, en=Words(subject="News", text="Hello")), LINKS)
    assert made.subject == "Nytt / News"
    for link in ("/nei/abc", "/say-no/abc", "/personvern", "/privacy"):
        assert f"https://personvern.merkevarden.example{link}" in made.text
        assert f'href="https://personvern.merkevarden.example{link}"' in made.html


def test_a_service_message_has_nothing_to_say_no_to() -> None:
    assert "nei" not in letter(GIFTS, NEWS, replace(LINKS, token="")).text


def test_pictures_stand_only_in_the_messages_of_those_who_said_yes() -> None:
    picture = saying("![en kopp](https://b.example/1.png)")
    assert (
        "<img" not in letter(GIFTS, picture, LINKS).html and "en kopp" in letter(GIFTS, picture, LINKS).html
    )
    assert '<img src="https://b.example/1.png"' in letter(GIFTS, picture, LINKS, pictures=True).html


def test_a_link_is_of_use_for_one_thing_and_with_one_key() -> None:
    key, other, reference = b"k" * 32, b"o" * 32, "0123456789abcdef" * 2
    given = token(key, Use.NO, reference)
    assert reference_in(key, Use.NO, given) == reference
    assert reference_in(key, Use.YES, given) is None
    assert reference_in(other, Use.NO, given) is None
    assert reference_in(key, Use.NO, given[:-1]) is None
    assert reference_in(key, Use.NO, f"{'f' * 32}{given[32:]}") is None
