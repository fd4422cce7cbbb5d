"""The commands statement, record and changes: what they print, what they write, how they exit."""

import json
from pathlib import Path

import pytest
from tests.core.output.companies import content

from hjemmel.cli import changes, record, statement


def test_a_shipped_profile_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert statement.command(["profile:gifts", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("# How we handle data about you\n")


def test_the_file_is_the_one_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "company.yaml").write_bytes(content("gifts"))
    monkeypatch.setenv("HJEMMEL_FILE", str(tmp_path / "company.yaml"))
    assert statement.command(["--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["organisation"] == "Merkevarden Profil og Gave AS"


@pytest.mark.parametrize(
    ("format", "start"), [("html", b"<!doctype html>"), ("md", b"# "), ("json", b"{"), ("pdf", b"%PDF-")]
)
def test_each_form_of_the_statement_is_written(tmp_path: Path, format: str, start: bytes) -> None:
    out = tmp_path / f"out.{format}"
    assert statement.command(["profile:gifts", "--format", format, "-o", str(out)]) == 0
    assert out.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("format", "start"),
    [("csv", "\ufeffBehandlingsaktivitet;".encode()), ("json", b"{"), ("pdf", b"%PDF-"), ("xlsx", b"PK")],
)
def test_each_form_of_the_record_is_written(tmp_path: Path, format: str, start: bytes) -> None:
    out = tmp_path / f"out.{format}"
    assert record.command(["profile:gifts", "--format", format, "-o", str(out)]) == 0
    assert out.read_bytes().startswith(start)


def test_a_file_that_is_not_there_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert statement.command([str(tmp_path / "none.yaml")]) == 2
    assert "cannot read" in capsys.readouterr().err
    assert record.command(["profile:nothing"]) == 2


def test_a_file_with_errors_exits_1_and_names_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.yaml").write_text("hjemmel: 1\n", encoding="utf-8")
    assert statement.command([str(tmp_path / "broken.yaml")]) == 1
    assert "HJ1" in capsys.readouterr().err


def test_changes_says_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new.yaml"
    new.write_bytes(content("gifts").replace(b"kept: 30 days\n  purposes", b"kept: 60 days\n  purposes"))
    assert changes.command(["profile:gifts", str(new)]) == 0
    assert (
        "Beholdes lenger: loggen på nettserveren (30\u00a0dager, nå 60\u00a0dager)" in capsys.readouterr().out
    )
    assert changes.command(["profile:gifts", "profile:gifts", "--lang", "en"]) == 0
    assert "nothing has changed" in capsys.readouterr().out
