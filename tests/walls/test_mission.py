"""docs/mission.md and the five profiles, held together: every promise of the reference statements, once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hjemmel.cli.mission import FOLDER, PROFILES, command, profile_section
from hjemmel.core.compile import load
from hjemmel.core.declaration.promises import NotYetProbe
from hjemmel.core.output.mission import Asked, Kept, asked, page, probe_told, verdicts_on
from hjemmel.core.source import read
from hjemmel.core.terms import Verdict

PAGE = Path(__file__).parents[2] / "docs" / "mission.md"
PROMISES = {"mailhouse": 36, "trades": 30, "footcare": 43, "mobile": 29, "gifts": 33}


def ids(profile: str) -> list[str]:
    number = PROFILES.index(profile)
    return [f"P{number:03}-{place:02}" for place in range(1, PROMISES[profile] + 1)]


def entries(profile: str) -> tuple[Asked, ...]:
    return asked(read((FOLDER / profile / "mission.yaml").read_bytes()).data)


def elements(profile: str) -> Iterator[tuple[str, str]]:
    for entry in entries(profile):
        yield entry.id, entry.element


def stands(place: str, data: object) -> bool:
    """The dotted place is in the file, down to its last step."""
    here = data
    for step in place.split("."):
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        else:
            return False
    return True


def test_the_catalogue_has_171_promises() -> None:
    assert sum(PROMISES.values()) == 171
    assert tuple(PROMISES) == PROFILES


@pytest.mark.parametrize("profile", PROFILES)
def test_each_promise_of_the_catalogue_is_answered_once_and_in_order(profile: str) -> None:
    assert [entry.id for entry in entries(profile)] == ids(profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_each_is_promised_in_the_declaration_and_no_other(profile: str) -> None:
    compiled = load((FOLDER / profile / "hjemmel.yaml").read_bytes())
    assert compiled.map, [str(finding) for finding in compiled.findings]
    assert list(compiled.map.declaration.promises) == ids(profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_each_element_is_a_place_in_the_file(profile: str) -> None:
    data = read((FOLDER / profile / "hjemmel.yaml").read_bytes()).data
    missing = [f"{id}: {place}" for id, place in elements(profile) if not stands(place, data)]
    assert not missing


@pytest.mark.parametrize("profile", PROFILES)
def test_no_promise_without_a_probe_is_said_to_be_kept(profile: str) -> None:
    told = verdicts_on(PAGE.read_text(encoding="utf-8"))
    for row in profile_section(profile).rows:
        if isinstance(row.probe, NotYetProbe):
            assert told.get(row.asked.id) in (None, Verdict.UNKNOWN), row.asked.id


@pytest.mark.parametrize("profile", PROFILES)
def test_the_page_tells_the_probe_of_each_promise(profile: str) -> None:
    lines = {
        line[2:9]: line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| P0")
    }
    for row in profile_section(profile).rows:
        assert probe_told(row.probe).replace("|", "&#124;") in lines[row.asked.id]


def test_the_page_is_up_to_date() -> None:
    there = PAGE.read_text(encoding="utf-8")
    made = page([profile_section(name, verdicts_on(there)) for name in PROFILES])
    assert there == made, "run: ./dev mission --write docs/mission.md"


def test_verdicts_are_taken_from_a_file_and_kept_when_the_page_is_written_again(tmp_path: Path) -> None:
    given, written = tmp_path / "verdicts.json", tmp_path / "mission.md"
    given.write_text(json.dumps({"P004-01": "KEPT", "P004-25": "BROKEN", "P004-24": "AT RISK"}))
    assert command(["--verdicts", str(given), "--write", str(written), "gifts"]) == 0
    first = written.read_text(encoding="utf-8")
    assert verdicts_on(first)["P004-01"] is Verdict.KEPT
    assert verdicts_on(first)["P004-24"] is Verdict.AT_RISK
    assert verdicts_on(first)["P004-02"] is Verdict.UNKNOWN
    assert command(["--write", str(written), "gifts"]) == 0
    assert written.read_text(encoding="utf-8") == first


def test_a_page_without_verdicts_shows_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["gifts"]) == 0
    shown = capsys.readouterr().out
    assert "Verdict" not in shown
    assert shown.count("\n| P004-") == PROMISES["gifts"]


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "P004-01", "asks": "x", "element": "y", "kept": "corrected"},
        {"id": "P004-01", "asks": "x", "element": "y", "kept": "as_stated", "why": "z"},
        {"id": "P004-01", "asks": "", "element": "y", "kept": "as_stated"},
        {"id": "P005-01", "asks": "x", "element": "y", "kept": "as_stated"},
        {"id": "P004-01", "asks": "x", "element": "y", "kept": "perhaps"},
        {"id": "P004-01", "asks": "x", "element": "y", "kept": "as_stated", "note": "z"},
        "P004-01",
    ],
)
def test_an_entry_that_says_too_little_is_refused(entry: object) -> None:
    with pytest.raises(ValueError, match=r"mission\.yaml|Kept"):
        asked([entry])


def test_what_is_corrected_says_why() -> None:
    for entry in entries("gifts"):
        assert bool(entry.why) == (entry.kept is not Kept.AS_STATED)
