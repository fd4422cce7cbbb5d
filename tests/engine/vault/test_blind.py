"""Finding without opening: what counts as the same, what a token tells, and what it does not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.vault import independent
from tests.engine.vault.leakage import rows

from hjemmel.core.normal import Normal, fits, normal, parts_of_name
from hjemmel.engine.vault.blind import WHOLE, BlindIndex, Index

ROOT = bytes(range(32))
DOCS = Path(__file__).parents[3] / "docs" / "sealing.md"


def index(
    kind: Normal = Normal.EMAIL, column: str = "email", bits: int = WHOLE, prefixes: tuple[int, ...] = ()
) -> BlindIndex:
    return BlindIndex(
        ROOT, Index(table="register_person", column=column, normal=kind, bits=bits, prefixes=prefixes)
    )


NAMES = index(Normal.NAME, "name", prefixes=(3, 5))

# ---- what counts as the same --------------------------------------------------------------------------------------

SAME = [
    (Normal.EMAIL, " Kari.Nordmann@EKSEMPEL.example ", "kari.nordmann@eksempel.example"),
    (Normal.EMAIL, "<kari@eksempel.example>", "kari@eksempel.example"),
    (Normal.EMAIL, "kari@blåbær.example", "KARI@xn--blbr-roah.example"),
    (Normal.EMAIL, "ＫＡＲＩ@eksempel.example", "kari@eksempel.example"),
    (Normal.PHONE, "00 00 01 04", "+4700000104"),
    (Normal.PHONE, "+47 000 00 104", "0047 00000104"),
    (Normal.PHONE, "4700000104", "00000104"),
    (Normal.PHONE, "(+46) (0)8-000 00 01", "+4680000001"),
    (Normal.PHONE, "٠٠٠٠٠١٠٤", "00000104"),
    (Normal.NAME, "Nordmann, Kari", "kari  NORDMANN"),
    (Normal.NAME, "Åse Aasen", "Aase Åsen"),
    (Normal.NAME, "André Lindström", "Andre Lindstrøm"),
    (Normal.NAME, "Anne-Marie O'Hara", "anne marie o hara"),
    (Normal.NAME, "A\u030ase", "Åse"),
    (Normal.NUMBER, "316 228 046", "316228046"),
    (Normal.NUMBER, "no-316.228.046 mva", "NO316228046MVA"),
]
DIFFERENT = [
    (Normal.EMAIL, "kari+butikk@eksempel.example", "kari@eksempel.example"),
    (Normal.EMAIL, "kari.n@eksempel.example", "karin@eksempel.example"),
    (Normal.PHONE, "+4600000104", "+4700000104"),
    (Normal.NAME, "Ase", "Åse"),
    (Normal.NAME, "Bo", "Bø"),
    (Normal.NAME, "Per Berg", "Pær Berg"),
    (Normal.NUMBER, "316228046", "316228054"),
]


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_written_so_or_so_it_is_the_same(kind: Normal, one: str, other: str) -> None:
    assert normal(kind, one) == normal(kind, other) != ""
    assert index(kind).token(one) == index(kind).token(other)


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT)
def test_what_differs_is_not_the_same(kind: Normal, one: str, other: str) -> None:
    assert index(kind).token(one) != index(kind).token(other)


@given(st.sampled_from(Normal), st.text())
def test_any_text_has_a_normal_form_and_what_has_none_has_no_token(kind: Normal, text: str) -> None:
    assert (index(kind).token(text) is None) == (normal(kind, text) == "")


@pytest.mark.parametrize("text", ["", "  ", "-", "\u200b"])
def test_nothing_is_found_by_nothing(text: str) -> None:
    assert NAMES.token(text) is None
    assert NAMES.tokens_of_beginnings(text) == frozenset()
    assert NAMES.tokens_wanted(text) == frozenset()
    assert not fits("Kari Nordmann", text)


# ---- tokens -------------------------------------------------------------------------------------------------------


def test_a_stranger_can_make_the_same_token_from_the_documentation() -> None:
    purpose = b"hjemmel index 1\0register_person\0email\0email\0whole"
    digest = independent.hmac.digest(
        independent.expand(ROOT, purpose, 32), b"kari@eksempel.example", "sha256"
    )
    assert index().token("Kari@eksempel.example") == int.from_bytes(digest[:8], "big") >> 1


def test_the_same_value_in_two_columns_has_unrelated_tokens() -> None:
    values = [f"{number}@eksempel.example" for number in range(500)]
    email, copy = index(), index(column="copy_to")
    assert not {email.token(one) for one in values} & {copy.token(one) for one in values}


@pytest.mark.parametrize("bits", [1, 8, 16, WHOLE])
def test_a_token_has_as_many_bits_as_declared_and_fits_any_database(bits: int) -> None:
    tokens = [index(bits=bits).token(str(number)) for number in range(300)]
    assert all(token is not None and 0 <= token < 2**bits <= 2**63 for token in tokens)
    assert len(set(tokens)) == min(2**bits, 300) or bits in (8, 16)


def test_an_index_that_makes_no_sense_is_refused() -> None:
    for wrong in ({"bits": 0}, {"bits": 64}, {"prefixes": (3,)}, {"normal": Normal.NAME, "prefixes": (0,)}):
        with pytest.raises(ValueError):
            Index(**{"table": "t", "column": "c", "normal": Normal.EMAIL, **wrong})  # type: ignore[arg-type]


# ---- beginnings of names -------------------------------------------------------------------------------------------


@given(
    st.lists(st.text("abkrstøåé", min_size=1, max_size=8), min_size=1, max_size=3),
    st.data(),
)
def test_whoever_begins_as_typed_is_found(words: list[str], data: st.DataObject) -> None:
    name = " ".join(words)
    typed = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in parts_of_name(name))
    assert NAMES.tokens_wanted(typed) <= NAMES.tokens_of_beginnings(name)
    assert fits(name, typed)


def test_the_longest_beginning_is_searched_by() -> None:
    assert len(NAMES.tokens_wanted("kar")) == len(NAMES.tokens_wanted("kari")) == 1
    assert NAMES.tokens_wanted("kar") == NAMES.tokens_wanted("kari")
    assert NAMES.tokens_wanted("karoli") == NAMES.tokens_wanted("karol") != NAMES.tokens_wanted("kar")
    assert NAMES.tokens_wanted("ka") == frozenset()
    assert len(NAMES.tokens_wanted("kar nor x")) == 2


def test_who_has_a_token_by_chance_does_not_fit() -> None:
    assert fits("Karoline Nordmann", "nor kar")
    assert not fits("Karoline Nordmann", "kar hau")
    assert not fits("Oskar Nordmann", "kar")


# ---- what tokens tell ----------------------------------------------------------------------------------------------


def test_what_the_documentation_says_that_tokens_tell_is_what_they_tell() -> None:
    told = DOCS.read_text(encoding="utf-8")
    for row in rows():
        assert row in told, f"docs/sealing.md should say: {row}"
