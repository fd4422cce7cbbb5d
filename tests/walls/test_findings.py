"""Codes, rules, tests and the page that explains them are held together: none without the others."""

import re
from collections import Counter
from pathlib import Path

from tests.core.lint.cases import ALL
from tests.walls.findings_page import PAGE, page

from hjemmel.core.lint import CATALOGUE, RULES
from hjemmel.core.statutes import known_ids

SOURCE = Path(__file__).parents[2] / "src" / "hjemmel"
CODES = {entry.code for entry in CATALOGUE}


def raised() -> set[str]:
    """Every code that stands as a whole word in quotes in the source."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        found |= set(re.findall(r'"(HJ\d{3})"', path.read_text(encoding="utf-8")))
    return found


def headings() -> list[str]:
    return re.findall(r"^### (HJ\d{3}) · ", PAGE.read_text(encoding="utf-8"), re.M)


def test_every_code_that_can_be_raised_is_explained_once() -> None:
    assert raised() == CODES, "a code is raised and not in the catalogue of core/lint, or the other way round"
    assert Counter(headings()) == Counter(CODES), "write the page: python -m tests.walls.findings_page"


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write the page: python -m tests.walls.findings_page"


def test_every_rule_has_a_test_and_every_test_a_rule() -> None:
    assert Counter(case.code for case in ALL) == Counter(rule.code for rule in RULES)


def test_a_code_is_of_one_rule_and_a_rule_says_everything() -> None:
    assert max(Counter(entry.code for entry in CATALOGUE).values()) == 1
    for entry in CATALOGUE:
        assert re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*", entry.slug), entry.slug
        assert entry.title and entry.meaning.endswith(".") and entry.remedy, entry.code
        assert not entry.remedy.endswith("."), f"{entry.code}: a remedy is no sentence"
        assert not entry.law or entry.law in known_ids(), f"{entry.code}: unknown law {entry.law}"


def test_there_are_as_many_rules_as_were_promised() -> None:
    assert len(RULES) >= 55
