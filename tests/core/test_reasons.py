"""Why something goes or stays, in words that a native would use: those of the statement."""

import re

import pytest
from tests.core.output.companies import PROFILES, company

from hjemmel.core.datamap import DataMap
from hjemmel.core.reasons import because_over


def over(profile: str, collection: str, *categories: str) -> tuple[str, str]:
    found = company(profile)
    lines = [line for line in found.lines_of(collection) if line.categories & set(categories)]
    because = because_over(found, lines)
    return because.text_nb, because.text_en


def all_of(profile: str, collection: str) -> tuple[str, str]:
    because = because_over(company(profile), list(company(profile).lines_of(collection)))
    return because.text_nb, because.text_en


def test_a_clause_and_a_noun_have_their_own_forms() -> None:
    nb, en = over("gifts", "nettbutikk.orders", "sales")
    assert nb == "60\u00a0dager etter at kundeforholdet er slutt"
    assert en == "60\u00a0days after the customer relationship has ended"
    assert all_of("mailhouse", "ordre.enquiries") == (
        "to måneder etter siste melding",
        "two months after the last message",
    )


def test_several_periods_of_one_event_name_it_once() -> None:
    nb, en = over("trades", "prosjekt.invoices", "voucher")
    assert nb == "fem år eller ti år etter at regnskapsåret er slutt"
    assert en == "five years or ten years after the financial year has ended"


def reasons(found: DataMap) -> list[str]:
    told = []
    for collection in found.collections.values():
        for group in collection.groups:
            lines = [line for line in found.lines_of(collection.name) if group.category in line.categories]
            because = because_over(found, lines)
            told += [because.text_nb, because.text_en]
    return told


@pytest.mark.parametrize("profile", PROFILES)
def test_no_reason_shows_a_key_a_colon_or_the_same_words_twice(profile: str) -> None:
    for told in reasons(company(profile)):
        assert not re.search(r"[:_{}]|\.\w", told), told
        parts = re.split(r", (?:eller|or) ", told)
        assert len(parts) == len(set(parts)), told
