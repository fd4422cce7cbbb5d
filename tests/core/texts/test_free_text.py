"""What stands in a free text that should not: found whatever its form, told by place and reason, never by value."""

import gc
import math
import random
import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.core import notes

from hjemmel.core.identifiers import is_account_number
from hjemmel.core.terms import Special
from hjemmel.core.texts.free_text import Hit, Kind, hits, is_refused, reach
from hjemmel.core.texts.numbers import NEW_RULE_FROM

TODAY = date(2026, 11, 22)


def kinds(text: str, on: date = TODAY) -> list[Kind]:
    return [hit.kind for hit in hits(text, on)]


def specials(text: str) -> list[Special | None]:
    return [hit.special for hit in hits(text, TODAY) if hit.kind is Kind.SPECIAL]


# ---- cards -------------------------------------------------------------------------------------------------

CARDS = st.integers(0, 2**32).map(lambda seed: notes.card(random.Random(seed)))
GAPS = st.sampled_from(("", " ", "-", ".", "\u00a0", "–", " - ", "\n", "/", "\u200b"))
WORDS = st.text(
    st.characters(categories=("L", "P", "Zs"), exclude_characters="\u00a0./-–—_·‐‑‒ "), max_size=20
)
SIZES = {15: (4, 6, 5), 14: (4, 6, 4)}


def divided(card: str, gap: str) -> str:
    parts, at = [], 0
    for size in SIZES.get(len(card), (4, 4, 4, 4)):
        parts.append(card[at : at + size])
        at += size
    return gap.join(parts)


@given(CARDS, GAPS, WORDS, WORDS)
def test_a_card_number_is_refused_however_it_is_written_and_wherever_it_stands(
    card: str, gap: str, before: str, after: str
) -> None:
    text = f"{before} x {divided(card, gap)} x {after}"
    assert is_refused(text)
    (hit,) = [hit for hit in hits(text, TODAY) if hit.is_refused]
    assert text[hit.start : hit.end] == divided(card, gap)


@given(
    CARDS,
    st.lists(st.integers(0, 10**9), max_size=4),
    st.lists(st.integers(0, 10**9), max_size=3),
    st.booleans(),
)
def test_no_number_beside_it_hides_a_card(
    card: str, before: list[int], after: list[int], is_divided: bool
) -> None:
    written = divided(card, " ") if is_divided else card
    assert is_refused(" ".join([*map(str, before), written, *map(str, after)]))


@given(CARDS, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_and_it_is_no_card(card: str, at: int, added: int) -> None:
    at += 4  # beyond what tells the issuer
    wrong = (
        card[:at] + str((int(card[at % len(card)]) + added) % 10) + card[at + 1 :] if at < len(card) else None
    )
    assert wrong is None or not is_refused(f"nummer {wrong}")


@given(CARDS)
def test_digits_of_other_scripts_are_digits(card: str) -> None:
    arabic = card.translate({ord(str(one)): 0x0660 + one for one in range(10)})
    assert is_refused(f"nummer {arabic}")


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "+47 4111 1111 1111 1111",
        "0047 4111 1111 1111 1111",
        "2026-11-22 4111 1111 1111 1111 12/29 123",
        "x4111111111111111y",
    ],
)
def test_neighbours_hide_no_card(text: str) -> None:
    assert is_refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "1234567812345670",  # no such issuer
        "70701234567890123",  # a parcel
        "0000 0000 0000 0000",
        "4111 1111 1111 1112",
    ],
)
def test_other_long_numbers_are_no_cards(text: str) -> None:
    assert not is_refused(text)


PHONES = "400000009111111" + notes.luhn_digit("400000009111111")
"""Two phone numbers that together pass as a card."""


@pytest.mark.parametrize("step", [2, 8])
def test_two_phone_numbers_are_no_card_unless_a_word_says_so(step: int) -> None:
    text = " ".join(PHONES[at : at + step] for at in range(0, 16, step))
    assert is_refused(PHONES) and not is_refused(text) and is_refused(f"kort {text}")


@pytest.mark.parametrize(
    "text", ["41 1111 111 111 1111", "4111 11 11111111 11", "4 111 111 111 111 111 1 99"]
)
def test_uneven_numbers_side_by_side_are_no_card(text: str) -> None:
    assert is_refused("4111111111111111") and not is_refused(text)


def test_what_is_called_something_else_is_asked_about_and_not_refused() -> None:
    assert kinds("KID 4111111111111111") == [Kind.MAYBE_CARD]
    assert kinds("KID 1 betalt med kort 4111111111111111") == [Kind.CARD]
    assert kinds("ean 4006381333931 og 4222222222222") == [
        Kind.MAYBE_CARD
    ]  # thirteen digits: none is issued any more


def test_a_foreign_account_is_no_card() -> None:
    assert kinds("DE89 3704 0044 0532 0130 00") == [Kind.ACCOUNT]
    assert kinds("NO93 8601 1117 947") == kinds("NO9386011117947") == [Kind.ACCOUNT]
    assert is_refused("DE89 3704 0044 0532 0130 00 4111 1111 1111 1111") and is_refused("NO4111111111111111")
    hidden = next(
        iban for iban in map(german_iban, range(10**6)) if is_refused(iban[2:]) and iban.startswith("DE")
    )
    assert kinds(hidden) == [Kind.ACCOUNT]  # though a card number could be read in it


def german_iban(number: int) -> str:
    body = f"4111111111{number:08}"
    made = f"DE{98 - int(body + '131400') % 97:02}{body}"
    return " ".join(made[at : at + 4] for at in range(0, 22, 4))


# ---- eleven digits -----------------------------------------------------------------------------------------

BIRTHS = st.dates(date(1940, 1, 1), date(2025, 12, 31))
FORMS = st.sampled_from(("{0}{1}", "{0} {1}", "{0}-{1}"))


@given(st.integers(0, 2**32).map(lambda seed: notes.person(random.Random(seed))), WORDS)
def test_a_synthetic_number_is_told_to_be_nobodys(number: str, before: str) -> None:
    found = [kind for kind in kinds(f"{before} {number}") if kind is not Kind.SPECIAL]
    assert found == [Kind.SYNTHETIC]


@pytest.mark.parametrize("word", ["konto", "Kontonr.", "kontonummer:", "bankkonto er", "IBAN"])
def test_what_both_fit_is_an_account_beside_an_account_word(word: str) -> None:
    number = notes.synthetic_fnr(date(1980, 5, 17))
    assert is_account_number(number)
    assert kinds(f"{word} {number}") == [Kind.ACCOUNT]
    assert kinds(f"{number} {word}") == [Kind.ACCOUNT]
    assert kinds(f"{number[:4]}.{number[4:6]}.{number[6:]}") == [Kind.ACCOUNT]
    assert kinds(f"kunden {number}") == [Kind.SYNTHETIC]


def test_the_nearest_word_decides() -> None:
    number = notes.synthetic_fnr(date(1980, 5, 17))
    assert kinds(f"konto mangler, fnr {number}") == [Kind.SYNTHETIC]
    assert kinds(f"fnr mangler, konto {number}") == [Kind.ACCOUNT]


@given(st.integers(0, 2**32))
def test_an_account_without_company_is_nothing_or_a_national_number(seed: int) -> None:
    chance = random.Random(seed)
    digits = "".join(chance.choices("0123456789", k=11))
    found = set(kinds(f"nummeret {digits} x"))
    assert Kind.ACCOUNT not in found and len(found) <= 1


BY_CHANCE = 0.00124
"""The share of any eleven digits that keep both check digits and have a day, with 0 or 40 added to day or month."""


def share(on: date) -> float:
    """What is taken for a person's number among random digits, against what arithmetic says."""
    chance, many = random.Random(7), 20_000
    persons = {Kind.FNR, Kind.D_NUMBER, Kind.H_NUMBER}
    found = sum(not persons.isdisjoint(kinds(f"{chance.randrange(10**11):011}", on)) for _ in range(many))
    return found / many / BY_CHANCE


def test_chance_gives_as_many_national_numbers_as_arithmetic_says() -> None:
    assert 0.5 < share(TODAY) < 1.6
    assert 2.5 < share(NEW_RULE_FROM) < 5.5  # the wider rule: four times as many


def test_a_common_help_number_needs_a_word() -> None:
    number = next(f"8{n:010}" for n in range(10**6) if kinds(f"pasient 8{n:010}") == [Kind.FH_NUMBER])
    assert kinds(f"nummer {number}") == []
    assert kinds(f"konto {number}") == [Kind.ACCOUNT]


def test_digits_inside_a_word_or_a_longer_number_are_no_national_number() -> None:
    number = notes.synthetic_fnr(date(1980, 5, 17))
    for text in (f"X{number}", f"{number}b", f"1{number}", f"{number}99"):
        assert Kind.SYNTHETIC not in kinds(text)


# ---- how to reach somebody ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["400 00 000", "40 00 00 00", "40000000", "+47 400 00 000", "+4740000000", "0047 40000000", "tlf. 22000000",
     "+46 70 123 45 67", "ring 22 00 00 00"],
)  # fmt: skip
def test_phone_numbers(text: str) -> None:
    assert kinds(f"Kona: {text}.") == [Kind.PHONE]


@pytest.mark.parametrize(
    "text",
    ["2026-11-22", "20261122", "22112026", "22.11.2026", "kr 40 00 00 00", "40000000 kr", "ordre 40000000",
     "ordrenr. 40000000", "400 000,00", "4 000 000", "22000000", "0150 9990", "12:30:15", "4000 0000 0000"],
)  # fmt: skip
def test_days_sums_and_order_numbers_are_no_phone_numbers(text: str) -> None:
    assert kinds(f"Notat: {text}") == []


def test_the_persons_own_address_and_number_are_no_finding() -> None:
    text = "Ring +47 400 00 000 eller Kari@Kunde.example, ellers mannen 411 11 111 og ola@kunde.example"
    known = frozenset((reach("40000000"), reach("kari@kunde.example")))
    assert [text[hit.start : hit.end] for hit in hits(text, TODAY, known)] == [
        "411 11 111",
        "ola@kunde.example",
    ]


@given(st.text(max_size=80))
@example("a@b.c" * 10)
@example("@" * 50)
@example("1 " * 200)
def test_any_text_is_looked_through_and_places_lie_in_it(text: str) -> None:
    found = hits(text, TODAY)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in found)
    assert [hit.start for hit in found] == sorted(hit.start for hit in found)
    assert is_refused(text) == any(hit.is_refused for hit in found)


@pytest.mark.parametrize("unit", ["4", "4 ", "4111 ", "a@", "syk ", "41111111 ", "a.b@c."])
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    def took(times: int) -> float:
        """CPU seconds, the least of three: what the machine does beside it only ever adds."""
        least = math.inf
        for _ in range(3):
            gc.collect()
            begun = time.process_time()
            hits(unit * times, TODAY)
            least = min(least, time.process_time() - begun)
        return least

    # Sixteen times the text: 256 times as long if each sign looked at all the others.
    assert took(8_000) < 80 * (took(500) + 0.001)


# ---- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "special"),
    [
        ("Kunden er sykmeldt til mars", Special.HEALTH),
        ("Hun er gravid, trenger større", Special.HEALTH),
        ("mannen har fått diagnosen kols", Special.HEALTH),
        ("He was diagnosed by his doctor last week", Special.HEALTH),
        ("Faren ble innlagt på sykehus", Special.HEALTH),
        ("Medlem i LO, vil ha rabatt", Special.UNION),
        ("Stemmer Høyre, sa han", Special.POLITICAL),
        ("muslimsk familie, ikke svin", Special.BELIEF),
        ("er kristen og vil ha fri", Special.BELIEF),
        ("kona er transperson", Special.SEX),
        ("Asylsøkeren på rom 4", Special.ETHNIC),
        ("dømt for tyveri i fjor", Special.CRIMINAL),
        ("has a criminal record", Special.CRIMINAL),
        ("ba om gentest", Special.GENETIC),
        ("bruker ansiktsgjenkjenning på ansatte", Special.BIOMETRIC),
    ],
)
def test_words_that_tell_something_special(text: str, special: Special) -> None:
    assert special in specials(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jeg tror det er fag nok, og tro meg", "Ta til høyre, så venstre ved rødt hus", "Sykkel, sykt bra, syk pris",
        "Bilen er til diagnose på verkstedet, kunden venter", "Lo godt av det hele", "Strøm er innlagt i boden",
        "Kristen Prøve og Christian Prøve ringte", "siktet mot taket, siktet var dårlig", "Filmen ble anmeldt i avisen",
        "Kirkegata 4, ved kirken", "the account is disabled", "charged with VAT", "skeiv dør", "dømt til å mislykkes",
        "hearing aids in stock", "process aborted", "krefter og kreftene hans", "Allergivennlig dyne", "same procedure",
    ],
)  # fmt: skip
def test_words_that_mostly_mean_something_else(text: str) -> None:
    assert specials(text) == []


# ---- what it says ------------------------------------------------------------------------------------------


def test_no_finding_holds_the_value() -> None:
    for text, _, _ in notes.planted(300, 3):
        for hit in hits(text, TODAY):
            said = f"{hit!r} {hit.why('nb')} {hit.why('en')}"
            assert text[hit.start : hit.end].lower() not in said.lower()


def test_everything_is_said_in_both_languages() -> None:
    for kind in set(Kind) - {Kind.SPECIAL}:
        hit = Hit(kind=kind, start=0, end=1)
        assert hit.why("nb") and hit.why("en") and hit.why("nb") != hit.why("en")
    for special in set(Special) - {Special.NATIONAL_NUMBER}:
        hit = Hit(kind=Kind.SPECIAL, start=0, end=1, special=special)
        assert hit.why("nb") and hit.why("en") and hit.why("nb") != hit.why("en")


# ---- rates -------------------------------------------------------------------------------------------------


def test_ordinary_notes_are_left_in_peace() -> None:
    found = [hit for note in notes.ordinary(5_000, 11) for hit in hits(note, TODAY)]
    assert not any(hit.is_refused for hit in found)
    assert sum(hit.kind is Kind.SPECIAL for hit in found) < 10  # 2 in 1,000
    assert sum(hit.kind is not Kind.MAYBE_CARD for hit in found) < 25


def test_what_is_planted_is_found_where_it_stands() -> None:
    for note, kind, start in notes.planted(3_000, 12):
        found = [(hit.kind, hit.start) for hit in hits(note, TODAY)]
        assert any(one is kind and abs(place - start) <= len("alvorlig ") for one, place in found), kind
