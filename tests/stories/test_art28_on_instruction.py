"""Art. 28(3): a printer holds a controller's addresses on an agreement and an instruction in force, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from .on_files import OnFiles

TODAY = date(2026, 3, 31)
ADDRESSEE = {"job_id": 1, "ref": 5, "full_name": "Ola"}
JOB = {"id": 1, "instruction_id": 1}
INSTRUCTION = {"id": 1, "controller_id": 1, "received_on": "2026-01-05"}
AGREEMENT = {"id": 1, "controller_id": 1, "signed_on": "2026-01-02", "valid_to": "2026-03-31"}


def printer(folder: Path, **more: Mapping[str, object]) -> OnFiles:
    rows = {"jobs": JOB, "instructions": INSTRUCTION, "agreements": AGREEMENT, **more}
    return OnFiles(
        folder,
        {
            "press.controllers": [{"id": 1}],
            "press.addressees": [ADDRESSEE],
            **{f"press.{name}": [row] if row else [] for name, row in rows.items()},
        },
    )


@pytest.mark.story
def test_with_agreement_and_instruction_in_force_the_addresses_are_held_and_next_day_they_are_not(
    tmp_path: Path,
) -> None:
    company = printer(tmp_path)
    assert company.sweep(TODAY).actions == (), "the agreement's last day"
    assert company.rows("press.addressees", "ref") == [(5,)]
    company.sweep(date(2026, 4, 1))
    assert company.rows("press.addressees", "ref") == []


@pytest.mark.story
@pytest.mark.parametrize(
    "lacking",
    [
        {"agreements": {}},
        {"agreements": {**AGREEMENT, "signed_on": None}},
        {"agreements": {**AGREEMENT, "controller_id": 2}},
        {"agreements": {**AGREEMENT, "signed_on": "2026-04-01"}},
        {"instructions": {**INSTRUCTION, "received_on": None}},
        {"instructions": {**INSTRUCTION, "ended_on": "2026-03-31"}},
        {"jobs": {**JOB, "completed_on": "2026-01-31"}},
    ],
    ids=[
        "no agreement",
        "not signed",
        "with somebody else",
        "signed tomorrow",
        "no instruction received",
        "instruction ended",
        "two months after the job",
    ],
)
def test_where_anything_is_lacking_there_is_no_ground_and_the_addresses_go(
    lacking: dict[str, Mapping[str, object]], tmp_path: Path
) -> None:
    company = printer(tmp_path, **lacking)
    plan = company.sweep(TODAY)
    assert [action.rows.collection for action in plan.actions] == ["press.addressees"]
    assert company.rows("press.addressees", "ref") == []


@pytest.mark.story
def test_a_job_whose_instruction_cannot_be_found_is_unknown_and_nothing_is_done(tmp_path: Path) -> None:
    company = printer(tmp_path, instructions={})
    assert company.sweep(TODAY).actions == ()
    (refusal,) = company.refusals(TODAY, "press.addressees")
    assert refusal.unknown and refusal.rows == 1
    assert company.rows("press.addressees", "ref") == [(5,)]
