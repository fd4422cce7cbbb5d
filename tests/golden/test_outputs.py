"""What is made of the gifts company, as files to read: a change of wording shows as a diff of them.

Write them anew with UPDATE_GOLDEN=1."""

import os
from pathlib import Path

import pytest
from tests.core.output.companies import company

from hjemmel.core.output.record import record
from hjemmel.core.output.record_text import record_csv
from hjemmel.core.output.statement import statement
from hjemmel.core.output.statement_markdown import markdown

FOLDER = Path(__file__).parent / "gifts"
MADE = {
    "statement.nb.md": lambda: markdown(statement(company("gifts"), "nb")),
    "statement.en.md": lambda: markdown(statement(company("gifts"), "en")),
    "record.csv": lambda: record_csv(record(company("gifts"), "nb")),
}


@pytest.mark.parametrize("name", MADE)
def test_the_outputs_are_those_that_were_read(name: str) -> None:
    path, made = FOLDER / name, MADE[name]().encode()
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made)
    assert path.read_bytes() == made, "read the difference; if it is meant, run again with UPDATE_GOLDEN=1"
