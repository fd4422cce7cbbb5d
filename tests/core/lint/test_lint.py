"""Each rule finds what breaks it, where it stands, and nothing in a file that is in order."""

import pytest
from tests.core.lint.breaking import BASE, TODAY, Breaking, Edit, edited, findings
from tests.core.lint.cases import ALL, SOUND

from hjemmel.core.compile import load
from hjemmel.core.finding import Finding
from hjemmel.core.lint import RULES, lint
from hjemmel.core.statutes import known_ids

SLUGS = {rule.code: rule.slug for rule in RULES}


def told(found: tuple[Finding, ...]) -> list[str]:
    return [str(finding) for finding in found]


def test_nothing_is_found_in_a_file_that_is_in_order() -> None:
    assert told(findings(BASE)) == []


@pytest.mark.parametrize("edits", SOUND.values(), ids=SOUND.keys())
def test_nothing_is_found_in_a_larger_file_that_is_in_order(edits: tuple[Edit, ...]) -> None:
    assert told(findings(edited(BASE, edits))) == []


@pytest.mark.parametrize("case", ALL, ids=[f"{case.code}-{SLUGS.get(case.code)}" for case in ALL])
def test_a_rule_finds_what_breaks_it_where_it_stands(case: Breaking) -> None:
    found = findings(case.text)
    assert {finding.code for finding in found} - case.also == {case.code}, told(found)
    assert case.line in {finding.place.line for finding in found if finding.code == case.code}, told(found)


@pytest.mark.parametrize("case", ALL, ids=[case.code for case in ALL])
def test_a_finding_says_what_to_do_and_cites_law_that_is_known(case: Breaking) -> None:
    for finding in findings(case.text):
        assert finding.message and finding.remedy
        assert not finding.law or finding.law in known_ids()


def test_findings_come_in_the_order_of_the_file() -> None:
    both = edited(BASE, (("name: Prøvehuset AS", "name: Selskapet"), ("why: key and clock", "zone: UTC")))
    places = [finding.place for finding in findings(both)]
    assert len(places) > 1 and places == sorted(places)


def test_the_same_file_gives_the_same_findings_on_the_same_day() -> None:
    compiled = load(BASE.replace("valid_to: 2027-01-01", "valid_to: 2026-01-01").encode())
    assert compiled.map is not None
    assert lint(compiled.map, TODAY) == lint(compiled.map, TODAY)


def test_no_message_repeats_a_password() -> None:
    secret = BASE.replace("${SHOP_URL}", "postgresql://app:hemmelig@db.example/shop?sslpassword=dulgt")
    assert not any("hemmelig" in str(found) + found.remedy for found in findings(secret))
