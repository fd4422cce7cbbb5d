"""HTML, Markdown and JSON say the same, sentence by sentence; and odd texts come out as text."""

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.output.companies import LANGUAGES, PROFILES, company, plain, published
from tests.examples import examples

from hjemmel.core.output.statement import (
    Bullets,
    Details,
    Fact,
    Facts,
    Heading,
    Link,
    Note,
    Prose,
    Row,
    Section,
    Sentence,
    Statement,
    Table,
)
from hjemmel.core.output.statement_html import fragment, page
from hjemmel.core.output.statement_json import as_data, statement_json
from hjemmel.core.output.statement_markdown import markdown

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """What a browser would show, the ids and addresses it finds, and whether every tag is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.addresses += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "summary", "caption"):
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read_html(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def read_markdown(text: str) -> str:
    """Markdown with its markup taken away again: links, strong words, then the escapes."""
    text = re.sub(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(<[^>]*>\)", r"\1", text)
    text = re.sub(r"(?<!\\)\*", "", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def texts_of(data: object) -> list[str]:
    """Every sentence in the JSON, in order."""
    if isinstance(data, dict):
        own = [data["text"]] if "text" in data and "line" in data else []
        return own + [text for inner in data.values() for text in texts_of(inner)]
    return [text for inner in data for text in texts_of(inner)] if isinstance(data, list) else []


both = pytest.mark.parametrize("lang", LANGUAGES)
every = pytest.mark.parametrize("profile", PROFILES)


@both
@every
def test_the_three_forms_say_the_same(profile: str, lang: str) -> None:
    made = published(profile, lang)
    sentences = [plain(sentence.text) for sentence in made.sentences()]
    assert [plain(text) for text in texts_of(json.loads(statement_json(made)))] == sentences
    html = plain("".join(read_html(fragment(made)).text))
    written = plain(read_markdown(markdown(made)))
    assert not [text for text in sentences if text not in html]
    assert not [text for text in sentences if text not in written]


@both
@every
def test_the_json_names_a_line_for_each_sentence(profile: str, lang: str) -> None:
    data = as_data(published(profile, lang))
    assert data["declaration"] == company(profile).digest

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "text" in value:
                assert value["line"] >= 1
                assert value["anchor"]
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(data["sections"])


@both
@every
def test_the_page_is_whole(profile: str, lang: str) -> None:
    made = published(profile, lang)
    found = read_html(page(made))
    assert len(found.ids) == len(set(found.ids))
    anchors = {sentence.anchor for sentence in made.sentences()}
    assert anchors <= set(found.ids)
    assert {address[1:] for address in found.addresses if address.startswith("#")} <= set(found.ids)
    assert not found.tags & {"script", "img", "link", "iframe"}


@both
@every
def test_tables_keep_their_roles(profile: str, lang: str) -> None:
    html = fragment(published(profile, lang))
    assert html.count("<table") == html.count('role="table"')
    assert html.count("<tr") == html.count('role="row"')
    assert html.count("<td") == html.count('role="cell"')
    assert html.count('scope="row"') == html.count('role="rowheader"')


# ---- odd texts ----------------------------------------------------------------------------------------

NASTY = (
    "<script>alert(1)</script>", "</p><img src=x onerror=alert(1)>", '" onmouseover="x', "&lt;b&gt;",
    "*a* _b_ `c`", "[x](javascript:alert(1))", "# h", "- l", "1. n", "| a | b |", "\\", "> q",
    "#import \"x\"",
    "$x$", "=cmd()", "~~s~~", "![x](y)", "<https://e.example>", "<!-- c -->", "]]>", "{{7*7}}", "{% raw %}",
)  # fmt: skip
signs = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029")
odd = (st.sampled_from(NASTY) | st.text(signs, min_size=1, max_size=30)).filter(
    lambda text: text.strip() == text and text
)


def whole_of(text: str, other: str) -> Statement:
    """A statement with the two texts in every kind of place."""
    count = iter(range(1, 100))

    def one(words: str, strong: str = "", link: Link | None = None) -> Sentence:
        return Sentence(text=words, line=1, anchor=f"a{next(count)}", strong=strong, link=link)

    blocks = (
        Prose((one(text), one(other))),
        Bullets((one(f"{text} {other}", strong=text), one(other))),
        Heading(one(text)),
        Note((one(text),)),
        Facts((Fact(other, one(text)),)),
        Table(other, (text, other), (Row((one(text), one(other))),)),
        Details(one(other), (Prose((one(text, link=Link(text, "https://e.example/?a=1&b=\"<>")),)),)),
        Prose((one(f"{other} {text}", link=Link(text, "javascript:alert(1)")),)),
    )  # fmt: skip
    first = Section(id="s1", part="short", heading=text, blocks=blocks)
    second = Section(id="s2", part="what", heading=other, margin=(one(text),), blocks=())
    return Statement(
        lang="nb", organisation=other, version=1, digest="0",
        valid_from=company("gifts").declaration.statement.valid_from,
        name=text, title=one(text), lead=one(other), status=one(text), sections=(first, second),
    )  # fmt: skip


PLAIN = read_html(page(whole_of("a", "b")))


@given(odd, odd)
@settings(max_examples=examples(150))
def test_odd_texts_are_text_in_html(text: str, other: str) -> None:
    made = whole_of(text, other)
    found = read_html(page(made))
    shown = plain("".join(found.text))
    assert found.tags == PLAIN.tags
    assert found.attributes == PLAIN.attributes
    assert found.ids == PLAIN.ids
    assert all(address.startswith(("https://", "#")) for address in found.addresses)
    assert all(plain(sentence.text) in shown for sentence in made.sentences())


@given(odd, odd)
@settings(max_examples=examples(150))
def test_odd_texts_are_text_in_markdown(text: str, other: str) -> None:
    made = whole_of(text, other)
    written = markdown(made)
    assert "](<javascript" not in written
    outside_links = re.sub(r"\]\(<[^>]*>\)", "]", written)
    assert not re.search(r"(?<!\\)<", outside_links)
    # No text begins a list, a heading or a quotation of its own: the lines are as many as for plain words.
    kinds = [line[:2] for line in written.splitlines()]
    plain_kinds = [line[:2] for line in markdown(whole_of("a", "b")).splitlines()]
    marks = ("- ", "# ", "##", "> ", "| ", "|-")
    assert [kind in marks for kind in kinds] == [kind in marks for kind in plain_kinds]


@given(odd, odd)
@settings(max_examples=examples(100))
def test_odd_texts_are_the_same_in_json(text: str, other: str) -> None:
    made = whole_of(text, other)
    assert texts_of(json.loads(statement_json(made))) == [sentence.text for sentence in made.sentences()]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_sentence_of_the_short_version_leads_to_a_part_of_the_page(profile: str, lang: str) -> None:
    made = published(profile, lang)
    short = made.section("short")
    assert short is not None
    (bullets,) = short.blocks
    assert isinstance(bullets, Bullets)
    shown = fragment(made)
    for sentence in bullets.items:
        assert sentence.more is not None, sentence.text
        assert f'<a href="{sentence.more.href}">' in shown
        assert f'<section class="hj-m" id="{sentence.more.href[1:]}"' in shown
