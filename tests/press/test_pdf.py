"""PDF/UA: tagged, in its language, with its title; and user text that is only ever text."""

import io
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.output.companies import company, plain, published
from tests.core.output.test_statement_renderers import NASTY, whole_of
from tests.examples import examples

from hjemmel.core.answer.letter import Case
from hjemmel.core.answer.letters import letter
from hjemmel.core.answer.outcome import Refused
from hjemmel.core.declaration.parts import Text
from hjemmel.core.output.record import record
from hjemmel.core.rights.right import Right
from hjemmel.press.pdf import letter_pdf, record_pdf, statement_pdf


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def squeezed(text: str) -> str:
    """Without any space: a line may end anywhere on paper."""
    return "".join(text.split())


def text_of(pdf: bytes) -> str:
    return squeezed(" ".join(page.extract_text() for page in read(pdf).pages))


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("profile", ["gifts", "mailhouse"])
def test_the_statement_is_tagged_and_says_its_language_and_title(profile: str, lang: str) -> None:
    made = published(profile, lang)
    pdf = read(statement_pdf(made))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == lang
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"{made.title.text} – {made.organisation}"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_every_sentence_is_on_paper() -> None:
    made = published("gifts", "nb")
    shown = text_of(statement_pdf(made))
    footer = squeezed(f"{made.name}, {made.organisation}")
    missing = [
        one.text for one in made.sentences()
        if one is not made.title and squeezed(plain(one.text))[:40] not in shown.replace(footer, "")
    ]  # fmt: skip
    assert len(missing) <= 3, missing  # a page may end inside a sentence


def test_the_same_statement_gives_the_same_bytes() -> None:
    made = published("gifts", "en")
    assert statement_pdf(made) == statement_pdf(made)


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_record_is_tagged_too(lang: str) -> None:
    pdf = read(record_pdf(record(company("mailhouse"), lang)))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == lang
    assert pdf.metadata is not None
    assert pdf.metadata.title


letters = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_categories=("Cc", "Cf", "Zs")),
    min_size=1,
    max_size=20,
)


@given(st.sampled_from(NASTY) | letters, letters)
@settings(max_examples=examples(25))
def test_odd_texts_are_text_on_paper(text: str, other: str) -> None:
    shown = text_of(statement_pdf(whole_of(text, other)))
    assert squeezed(text) in shown
    assert squeezed(other) in shown


@pytest.mark.parametrize("text", ["\u6f22\u5b57", "\U0001f600", "a\x07b", "\u202eabc", "\ufdfa", "\ue000"])
def test_signs_that_no_font_has_do_not_stop_the_press(text: str) -> None:
    assert len(read(statement_pdf(whole_of(text, "b"))).pages) >= 1


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_a_letter_is_tagged_and_every_sentence_of_it_is_on_paper(lang: str) -> None:
    case = Case(
        reference="ABCD2345EFGH6789",
        received_on=date(2026, 11, 3),
        day=date(2026, 11, 23),
        lang=lang,
        to=("Kari Plantet", "Storgata 1"),
    )
    wild = " ".join(NASTY)
    made = letter(
        company("gifts"), case, Refused(right=Right.ERASURE, reason=Text(nb=wild, en=wild), law="gdpr-17-3-e")
    )
    pdf = letter_pdf(made)
    root = read(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value and root["/Lang"] == lang
    assert b"pdfuaid" in root["/Metadata"].get_data()
    shown = text_of(pdf)
    for words in (
        "Kari Plantet",
        "ABCD2345EFGH6789",
        made.title.text,
        made.lead.text,
        "datatilsynet.no",
        '#import"x"',
    ):
        assert squeezed(words) in shown, words
    assert letter_pdf(made) == pdf
