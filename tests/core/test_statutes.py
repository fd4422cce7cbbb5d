"""The law as data: what must hold of every rule, and what several rules together require."""

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core import statutes
from hjemmel.core.period import Period
from hjemmel.core.statutes import (
    ADEQUATE_COUNTRIES,
    DEADLINE_LAW,
    EEA,
    STATUTES,
    Bound,
    Confidence,
    Statute,
    adequacy,
    binding,
    find,
    is_third_country,
    known_ids,
    oldest_check,
)

TODAY = date(2026, 11, 22)


def law(id: str, on: date = TODAY) -> Statute:
    found = find(id, on)
    assert found is not None, id
    return found


def test_no_two_rules_share_an_id() -> None:
    assert [id for id, times in Counter(statute.id for statute in STATUTES).items() if times > 1] == []
    assert known_ids() == {statute.id for statute in STATUTES}


def test_an_id_is_plain_lower_case_with_hyphens() -> None:
    assert [s.id for s in STATUTES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", s.id)] == []


def test_a_duty_and_a_limit_have_a_period_and_a_period_has_an_anchor() -> None:
    assert [s.id for s in STATUTES if s.bound and not s.period] == []
    assert [s.id for s in STATUTES if (s.period is None) != (s.anchor is None)] == []


def test_the_dates_of_a_rule_are_in_order() -> None:
    assert [s.id for s in STATUTES if s.valid_to and s.valid_to < s.valid_from] == []
    assert [s.id for s in STATUTES if not s.valid_from <= s.checked_on <= TODAY] == []


def test_a_rule_is_told_in_one_short_sentence_in_each_language() -> None:
    told = [(s.id, text) for s in STATUTES for text in (s.summary_nb, s.summary_en)]
    assert [id for id, text in told if not (text[0].isupper() and text.endswith("."))] == []
    assert [id for id, text in told if len(text) > 150 or "  " in text] == []
    assert [s.id for s in STATUTES if s.summary_nb == s.summary_en] == []


def test_a_citation_begins_with_the_name_of_the_law() -> None:
    assert [s.id for s in STATUTES if not s.cite_nb.startswith(s.law)] == []
    assert [s.id for s in STATUTES if not s.cite_en.startswith(("the ", "GDPR "))] == []


def test_a_line_never_breaks_between_a_sign_and_its_number() -> None:
    broken = re.compile(r"(§|[Aa]rt\.|\bnr\.|\bkl\.|bokstav) ")
    texts = [(s.id, t) for s in STATUTES for t in (s.cite_nb, s.cite_en, s.summary_nb, s.summary_en)]
    assert [id for id, text in texts if broken.search(text)] == []


def test_a_rule_nobody_has_read_is_not_confirmed() -> None:
    unread = {s.id for s in STATUTES if s.source is None or s.confidence is Confidence.LOW}
    assert {s.id for s in STATUTES if not s.confirmed} == unread


@pytest.mark.parametrize(
    ("id", "nb", "en"),
    [
        ("bokforingsloven-13-primary", "bokføringsloven § 13", "the Bookkeeping Act § 13"),
        ("gdpr-7-1", "personvernforordningen art. 7 nr. 1", "GDPR Art. 7(1)"),
        ("gdpr-17-3-b", "personvernforordningen art. 17 nr. 3 bokstav b", "GDPR Art. 17(3)(b)"),
        ("gdpr-9-2-j", "personvernforordningen art. 9 nr. 2 bokstav j", "GDPR Art. 9(2)(j)"),
        ("gdpr-20", "personvernforordningen art. 20", "GDPR Art. 20"),
        (
            "mfl-15-3",
            "markedsføringsloven § 15 tredje ledd",
            "the Marketing Control Act § 15, third paragraph",
        ),
        ("ekomloven-3-15", "ekomloven § 3-15", "the Electronic Communications Act § 3-15"),
        ("kredittopplysningsloven", "kredittopplysningsloven", "the Credit Information Act"),
    ],
)
def test_rules_are_cited_as_lawyers_cite_them(id: str, nb: str, en: str) -> None:
    assert law(id).cite_nb.replace("\u00a0", " ") == nb
    assert law(id).cite_en.replace("\u00a0", " ") == en


@pytest.mark.parametrize(
    ("id", "bound", "period"),
    [
        ("bokforingsloven-13-primary", Bound.AT_LEAST, "5 years"),
        ("bokforingsloven-13-secondary", Bound.AT_LEAST, "3 years 6 months"),
        ("bokforingsloven-13-payroll", Bound.AT_LEAST, "5 years"),
        ("bokforingsforskriften-construction", Bound.AT_LEAST, "10 years"),
        ("bokforingsforskriften-real-property", Bound.AT_LEAST, "10 years"),
        ("foreldelsesloven-2", None, "3 years"),
        ("forbrukerkjopsloven-27-2-years", None, "2 years"),
        ("forbrukerkjopsloven-27-5-years", None, "5 years"),
        ("kjopsloven-32", None, "2 years"),
        ("handverkertjenesteloven-22-2-years", None, "2 years"),
        ("handverkertjenesteloven-22-5-years", None, "5 years"),
        ("ekomloven-3-ip-duty", Bound.AT_LEAST, "12 months"),
        ("ekomloven-3-ip-limit", Bound.AT_MOST, "12 months"),
        ("ekomloven-3-ip-own-use", Bound.AT_MOST, "3 weeks"),
        ("ekomloven-3-billing-monthly", Bound.AT_MOST, "3 months"),
        ("ekomloven-3-billing-quarterly", Bound.AT_MOST, "5 months"),
        ("epostforskriften-4-six-months", Bound.AT_MOST, "6 months"),
        ("kameraforskriften-week", Bound.AT_MOST, "7 days"),
        ("kameraforskriften-police", Bound.AT_MOST, "30 days"),
        ("kameraforskriften-bank-and-post", Bound.AT_MOST, "3 months"),
    ],
)
def test_how_long_the_law_says(id: str, bound: Bound | None, period: str) -> None:
    assert law(id).bound is bound
    assert law(id).period == Period.parse(period)


def test_a_claim_period_is_a_window_and_neither_a_duty_nor_a_limit() -> None:
    assert law("foreldelsesloven-2").is_window
    assert not law("bokforingsloven-13-primary").is_window
    assert not law("gdpr-7-1").is_window


@pytest.mark.parametrize(
    "id",
    [
        "kameraforskriften-week",
        "ekomloven-3-ip-duty",
        "ekomloven-3-traffic-data",
        "ekomloven-3-billing-monthly",
        "fel-12",
        "foreldelsesloven-9",
        "inkassoloven-9",
        "mfl-16",
        "pol-5",
        "pol-6",
    ],
)
def test_what_is_uncertain_says_so(id: str) -> None:
    assert not law(id).confirmed


@pytest.mark.parametrize(
    "id", ["bokforingsloven-13-primary", "gdpr-6-1-f", "mfl-15", "ekomloven-3-15", "pol-12", "gdpr-33-1"]
)
def test_what_has_been_read_is_confirmed(id: str) -> None:
    assert law(id).confirmed


def test_a_rule_is_found_only_on_the_days_it_is_in_force() -> None:
    assert find("ekomloven-2003-2-7-b", date(2024, 12, 31))
    assert find("ekomloven-2003-2-7-b", date(2025, 1, 1)) is None
    assert find("ekomloven-3-15", date(2024, 12, 31)) is None
    assert find("ekomloven-3-15", date(2025, 1, 1))
    assert find("no-such-law", TODAY) is None


def test_the_longest_duty_the_shortest_limit_and_the_longest_window_bind() -> None:
    duty = binding(
        [
            "bokforingsloven-13-secondary",
            "bokforingsforskriften-construction",
            "bokforingsloven-13-primary",
            "ekomloven-3-billing-quarterly",
            "ekomloven-3-ip-own-use",
            "foreldelsesloven-2",
            "forbrukerkjopsloven-27-5-years",
            "gdpr-7-1",
        ],
        TODAY,
    )
    assert duty.at_least is law("bokforingsforskriften-construction")
    assert duty.at_most is law("ekomloven-3-ip-own-use")
    assert duty.window is law("forbrukerkjopsloven-27-5-years")
    assert duty.missing == ()


def test_three_years_and_six_months_is_longer_than_three_years_and_shorter_than_five() -> None:
    assert binding(["bokforingsloven-13-secondary", "bokforingsloven-13-primary"], TODAY).at_least is law(
        "bokforingsloven-13-primary"
    )


def test_an_unknown_or_repealed_rule_is_reported_and_binds_nobody() -> None:
    duty = binding(["no-such-law", "ekomloven-2003-2-7-b", "gdpr-7-1"], TODAY)
    assert duty.missing == ("no-such-law", "ekomloven-2003-2-7-b")
    assert (duty.at_least, duty.at_most, duty.window) == (None, None, None)


def test_what_binds_is_confirmed_only_if_every_binding_rule_is() -> None:
    assert binding(["bokforingsloven-13-primary", "foreldelsesloven-2"], TODAY).confirmed
    assert not binding(["bokforingsloven-13-primary", "kameraforskriften-week"], TODAY).confirmed


@given(st.permutations(sorted(known_ids())))
def test_the_order_of_the_rules_does_not_matter_to_how_long_they_bind(ids: list[str]) -> None:
    forward, backward = binding(ids, TODAY), binding(ids[::-1], TODAY)
    for one, other in (
        (forward.at_least, backward.at_least),
        (forward.at_most, backward.at_most),
        (forward.window, backward.window),
    ):
        assert one and other and one.period == other.period


def test_the_oldest_check_is_told() -> None:
    assert oldest_check(["gdpr-7-1", "pol-12"]) == min(law("gdpr-7-1").checked_on, law("pol-12").checked_on)
    assert oldest_check(["no-such-law"]) is None
    assert oldest_check([]) is None


@pytest.mark.parametrize(("name", "id"), DEADLINE_LAW.items())
def test_each_deadline_towards_people_has_its_law(name: str, id: str) -> None:
    assert hasattr(statutes, name)
    assert id in known_ids()


@pytest.mark.parametrize("letter", "abcdef")
def test_each_legal_basis_is_in_the_book(letter: str) -> None:
    assert f"gdpr-6-1-{letter}" in known_ids()


@pytest.mark.parametrize("letter", "abcdefghij")
def test_each_condition_for_special_categories_is_in_the_book(letter: str) -> None:
    assert f"gdpr-9-2-{letter}" in known_ids()


@pytest.mark.parametrize("article", [10, *range(13, 21), 22, 26, 28, 30, *range(32, 37), *range(44, 50)])
def test_each_article_the_product_works_by_is_in_the_book(article: int) -> None:
    assert law(f"gdpr-{article}").confirmed


@pytest.mark.parametrize(
    "reference",
    ["5-2", "7-1", "12-3", "12-4", "12-5", "12-6", "21-1", "21-2", "21-3", "21-4", "28-3", "33-1", "33-5"],
)
def test_each_paragraph_the_product_works_by_is_in_the_book(reference: str) -> None:
    assert law(f"gdpr-{reference}").confirmed


@pytest.mark.parametrize("letter", "abcde")
def test_each_exception_from_erasure_is_in_the_book(letter: str) -> None:
    assert law(f"gdpr-17-3-{letter}").confirmed


def test_the_eea_is_27_countries_and_three() -> None:
    assert len(EEA) == 30
    assert {"NO", "IS", "LI", "SE", "IE"} <= EEA
    assert not {"GB", "CH", "US"} & EEA


def test_a_country_outside_the_eea_is_a_third_country() -> None:
    assert not is_third_country("SE")
    assert is_third_country("CH")
    assert is_third_country("US")


def test_the_united_states_are_adequate_only_for_certified_recipients() -> None:
    decision = adequacy("US", TODAY)
    assert decision is not None
    assert decision.is_conditional
    assert decision.condition_en and "Data Privacy Framework" in decision.condition_en
    assert adequacy("US", date(2023, 7, 9)) is None


def test_an_adequacy_decision_ends_on_its_day() -> None:
    assert adequacy("GB", date(2031, 12, 27))
    assert adequacy("GB", date(2031, 12, 28)) is None
    assert adequacy("XX", TODAY) is None


def test_no_country_is_both_in_the_eea_and_under_a_decision() -> None:
    assert not EEA & ADEQUATE_COUNTRIES.keys()
