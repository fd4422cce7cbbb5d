"""`hjemmel check` and `hjemmel schema` as a person or a build server meets them."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from tests.core.lint.breaking import BASE, TODAY, edited

import hjemmel.profiles
from hjemmel import __version__
from hjemmel.cli import check, schema
from hjemmel.cli.main import COMMANDS, load, main
from hjemmel.core.finding import has_errors
from hjemmel.core.source import read

PROFILES = sorted(Path(hjemmel.profiles.__file__).parent.glob("*/hjemmel.yaml"))
SOURCE = Path(hjemmel.profiles.__file__).parents[2]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "hjemmel.yaml"
    path.write_text(BASE, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(edited(BASE, (("name: Prøvehuset AS", "name: Selskapet"),)), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", PROFILES, ids=[path.parent.name for path in PROFILES])
def test_each_profile_checks_without_errors(path: Path) -> None:
    assert not has_errors(check.findings(path.read_bytes(), TODAY))


def test_a_clean_file_exits_0(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(sound)]) == 0
    assert "error" not in capsys.readouterr().out


@pytest.mark.parametrize("path", PROFILES, ids=[path.parent.name for path in PROFILES])
def test_each_profile_is_found_by_its_name(path: Path) -> None:
    name = f"profile:{path.parent.name}"
    code, text = check.run(name, today=TODAY)
    assert code == 0 and text == check.run(path, today=TODAY)[1].replace(str(path), name)


def test_the_file_of_the_environment_is_checked_if_none_is_named(
    broken: Path, sound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(sound.parent)
    monkeypatch.delenv("HJEMMEL_FILE", raising=False)
    assert main(["check"]) == 0, "hjemmel.yaml in this folder"
    monkeypatch.setenv("HJEMMEL_FILE", str(broken))
    assert main(["check"]) == 1
    assert main(["check", str(sound)]) == 0, "what is named goes before"
    assert "broken.yaml:3:9" in capsys.readouterr().out


def test_a_profile_that_is_not_there_exits_2() -> None:
    code, text = check.run("profile:bakery", today=TODAY)
    assert (code, text) == (2, "hjemmel check: cannot read profile:bakery: No such file or directory")


def test_warnings_alone_exit_0(tmp_path: Path) -> None:
    path = tmp_path / "hjemmel.yaml"
    path.write_text(edited(BASE, (("told_before: 30 days, ", ""),)), encoding="utf-8")
    code, text = check.run(path, today=TODAY)
    assert code == 0 and "HJ761" in text and "1 warning" in text


def test_an_error_exits_1_with_place_and_remedy(broken: Path) -> None:
    code, text = check.run(broken, today=TODAY)
    assert code == 1
    assert f'HJ301 {broken}:3:9 "Selskapet" does not tell who is responsible' in text
    assert "write the full legal name" in text


def test_a_missing_file_exits_2_and_complains_on_the_other_stream(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / "none.yaml")]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "none.yaml" in told.err


@pytest.mark.parametrize("format", check.FORMATS)
def test_each_format_says_the_same(broken: Path, format: check.Format) -> None:
    code, text = check.run(broken, format, TODAY)
    assert code == 1 and "HJ301" in text and "Selskapet" in text
    if format != "text":
        json.loads(text)


def test_the_schema_accepts_what_check_accepts(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.command([]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(told)
    schema_of = jsonschema.Draft202012Validator(told)
    for content in (BASE.encode(), *(path.read_bytes() for path in PROFILES)):
        schema_of.validate(read(content).data)
    with pytest.raises(jsonschema.ValidationError):
        schema_of.validate(read(BASE.replace("basis: contract", "basis: vibes").encode()).data)


@pytest.mark.parametrize("name", ["check", "schema"])
def test_the_command_is_found_by_its_name_and_helps(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        load(COMMANDS[name][0])(["--help"])
    assert ended.value.code == 0
    assert f"hjemmel {name}" in capsys.readouterr().out


def test_an_unknown_command_exits_2_and_lists_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chekc"]) == 2
    told = capsys.readouterr().err
    assert 'unknown command "chekc"' in told and all(name in told for name in COMMANDS)


def test_the_version_is_told_before_anything_is_loaded() -> None:
    program = (
        "import sys; from hjemmel.cli.main import main; main(['--version']);"
        " print(sorted(name for name in sys.modules if name.startswith('hjemmel')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert told == [
        f"hjemmel {__version__}",
        "['hjemmel', 'hjemmel.cli', 'hjemmel.cli.main', 'hjemmel.cli.report']",
    ]


def test_check_loads_no_web_framework_no_database_and_no_language_of_connectors() -> None:
    program = (
        f"import sys; from hjemmel.cli.main import main; main(['check', {str(PROFILES[0])!r}]);"
        " print([name for name in ('django', 'sqlalchemy', 'hypothesis', 'hjemmel.core.selection') if name in sys.modules],"
        " file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stderr.strip() == "[]"
