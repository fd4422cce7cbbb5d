"""`hjemmel notices`: those who did not give us the data are told from the terminal, each once, over a real SMTP server."""

from __future__ import annotations

import pytest
from tests.connectors.mail_server import Inbox
from tests.stories.test_art14_told_within_a_month import company, inbox, with_mail

from hjemmel.cli.mailings import notices
from hjemmel.cli.main import main
from hjemmel.desk import notices as desk

__all__ = ["company", "inbox", "with_mail"]
KARI, OLA = "kari@plantet.example", "ola@plantet.example"


def test_everybody_with_an_address_is_told_once(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert notices([]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("2 told, 0 to be tried again later, 0 refused, 0 uncertain")
    assert sorted(inbox.recipients) == [KARI, OLA] and desk.notices().waiting == 0
    assert main(["notices"]) == 0
    assert capsys.readouterr().out.startswith("0 told") and len(inbox.recipients) == 2
    assert "plantet" not in told.out + told.err, "the terminal names nobody"


def test_who_could_not_be_told_still_waits_and_the_exit_code_says_so(
    inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox.answers[OLA] = "550 5.1.1 nei"
    assert notices([]) == 1
    out = capsys.readouterr().out
    assert out.startswith("1 told") and "1 refused" in out
    assert inbox.recipients == [KARI] and desk.notices().waiting == 1
