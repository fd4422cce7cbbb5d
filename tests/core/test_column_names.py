"""Columns may be called by words of any language, and by nothing that is no word."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from hjemmel.core.declaration.parts import Column, ColumnName
from hjemmel.core.declaration.purposes import EventName

WORDS = (
    "id",
    "Fødselsår",
    "e-post 2",
    "_x",
    "ORDER_NO",
    "имя",
    "नाम",
    "ime\u0301",
    "電話",
    "ŝ",
    "Ⅷ",
    "k" * 63,
)
NO_WORDS = (
    "",
    "2x",
    " x",
    "x ",
    "x-",
    "a.b",
    "x\n",
    "x\u00b2",
    "½",
    "é́!",
    "k" * 64,
    "नाम\n",
    "a/b",
    "\ud7ff",
)


@pytest.mark.parametrize("word", WORDS)
def test_a_column_is_called_by_a_word_of_any_language(word: str) -> None:
    assert TypeAdapter(Column).validate_python(word) == word
    assert TypeAdapter(ColumnName).validate_python(f"shop.orders.{word}") == f"shop.orders.{word}"
    assert TypeAdapter(EventName).validate_python(f"shop.orders.{word}") == f"shop.orders.{word}"


@pytest.mark.parametrize("text", NO_WORDS)
def test_what_is_no_word_is_no_name(text: str) -> None:
    for kind, given in (
        (Column, text),
        (ColumnName, f"shop.orders.{text}"),
        (EventName, f"shop.orders.{text}"),
    ):
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(kind).validate_python(given)
        (told,) = refused.value.errors()
        assert told["type"] == "string_pattern_mismatch"


def test_an_editor_is_told_the_same_pattern() -> None:
    assert TypeAdapter(dict[Column, int]).json_schema()["patternProperties"].keys() == {
        r"^[^\W\d](?:[\w -]{0,61}\w)?$"
    }
