"""A mailbox that may be changed: its messages go whole or stay, and a file that wants anything else is told so."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.mailboxes import with_mailbox

from hjemmel.core.compile import load
from hjemmel.core.lint import lint


def codes(*edits: tuple[str, str]) -> list[str]:
    text = with_mailbox()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    compiled = load(text.encode())
    found = lint(compiled.map, date(2026, 11, 23)) if compiled.map else compiled.findings
    return [finding.code for finding in found if finding.code.startswith(("HJ0", "HJ1", "HJ91"))]


ACT = (
    ('"${POST_URL}"}\n', '"${POST_URL}"}\n    mode: act\n'),
    ("{kept: 30 days, restore_tested_on", "{kept: 30 days, taken_before_act: 2026-10-30, restore_tested_on"),
)
OVERWRITE = (
    "when_due: ask\n        fields:\n          - {columns: [person,",
    "when_due: overwrite\n        fields:\n          - {columns: [person,",
)


def test_messages_may_be_erased_or_looked_at_and_not_overwritten() -> None:
    assert codes(*ACT) == []
    assert codes(*ACT, (OVERWRITE[0], OVERWRITE[0].replace("ask", "erase"))) == []
    assert codes(*ACT, OVERWRITE) == ["HJ914"]
    assert codes(OVERWRITE) == [], "a watched mailbox is seen to by people"


@pytest.mark.parametrize(
    "edit",
    [
        (", address: personvern@merkevarden.example", ""),
        ("ours: [merkevarden.example]", "ours: []"),
        ("requests: all", "requests: some"),
    ],
)
def test_a_folder_that_is_half_said_is_told(edit: tuple[str, str]) -> None:
    assert load(with_mailbox().replace(*edit).encode()).map is None


def test_a_mailbox_has_folders_and_nothing_else_has() -> None:
    assert codes(("        mailbox: {folder: INBOX", "        api: {list: INBOX}\n        mailbox: {folder: INBOX")) == [
        "HJ911", "HJ913",
    ]  # fmt: skip
