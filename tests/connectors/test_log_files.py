"""A web server's log as a system: rotated files lose lines or addresses, whole or packed, and the live one is left until it is
rotated. And files that are rows as wholes."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hjemmel.connectors.files import FilesConnector
from hjemmel.connectors.protocol import Drifted, Failure, Unreachable
from hjemmel.core.declaration.layouts import ColumnLayout, FileLayout
from hjemmel.core.selection import Always, Before, OneOf, Predicate, Selection
from hjemmel.core.shape import Shape

OLD = '192.0.2.1 - - [01/Nov/2026:23:30:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "Net\\"leser"'
NEW = '192.0.2.2 - kari [22/Nov/2026:10:00:00 +0100] "GET /b HTTP/1.1" 404 - "https://x.example/" "Nettleser"'
COMBINED = FileLayout(name="access.log*", log="combined", live="access.log")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "access.log").write_text(f"{OLD}\n{NEW}\n192.0.2.9 half a li")
    (tmp_path / "access.log.1").write_text(f"{OLD}\n{NEW}\n")
    with gzip.open(tmp_path / "access.log.2.gz", "wt") as packed:
        packed.write(f"{OLD}\n{OLD}\n")
    return tmp_path


def connector(
    folder: Path, layout: FileLayout = COMBINED, key: tuple[str, ...] = ("file", "line")
) -> FilesConnector:
    shape = Shape(collection="web.log", table="log", key=key, home_zone="Europe/Oslo")
    return FilesConnector(
        "web", folder.as_uri(), {"web.log": shape}, {"web.log": layout}, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC)
    )  # fmt: skip


EVERY = Always(yes=True)


def rows(where: Predicate = EVERY) -> Selection:
    return Selection("web.log", where)


FROM_1 = rows(OneOf("address", ("192.0.2.1",)))


def test_each_whole_line_is_a_row_and_what_the_server_is_writing_is_none(folder: Path) -> None:
    web = connector(folder)
    (seen,) = web.describe().collections
    assert [column.name for column in seen.columns][:4] == ["file", "line", "address", "user"]
    assert web.count(rows()) == 6 and web.count(FROM_1) == 4
    fields = ["user", "at", "status", "size"]
    (one,) = [row for row in web.export(rows(OneOf("file", ("access.log.1",))), fields) if row["user"]]
    assert (one["user"], one["status"], one["size"]) == ("kari", 404, None)
    assert one["at"] == datetime.fromisoformat("2026-11-22T10:00:00+01:00")


def test_the_day_of_a_line_is_the_companys_own_whatever_the_servers_clock_is_set_to(folder: Path) -> None:
    """Half past eleven in the evening by the server's clock is the next day in Oslo."""
    web = connector(folder)
    assert web.count(rows(Before("at", date(2026, 11, 2)))) == 0
    assert web.count(rows(Before("at", date(2026, 11, 3)))) == 4


def test_rotated_files_lose_their_lines_and_go_when_none_is_left(folder: Path) -> None:
    web = connector(folder)
    assert web.erase(FROM_1, at_most=4) == 3, "the live file is left"
    assert (folder / "access.log.1").read_text() == f"{NEW}\n"
    assert not (folder / "access.log.2.gz").exists()
    assert (folder / "access.log").read_text().startswith(OLD)
    with pytest.raises(Unreachable) as failure:
        web.erase(FROM_1, at_most=4)
    assert "192.0.2" not in str(failure.value)
    os.rename(folder / "access.log", folder / "access.log.3")
    (folder / "access.log.3").write_text(f"{OLD}\n{NEW}\n")
    assert web.erase(FROM_1, at_most=4) == 1 and web.count(FROM_1) == 0


def test_addresses_go_and_the_rest_of_the_line_stays_byte_for_byte(folder: Path) -> None:
    web = connector(folder)
    assert web.overwrite(FROM_1, {"address": None}, at_most=4) == 3
    assert (folder / "access.log.1").read_text() == f"{OLD.replace('192.0.2.1', '-')}\n{NEW}\n"
    assert gzip.decompress((folder / "access.log.2.gz").read_bytes()).count(b"- - - [01/Nov") == 2
    with pytest.raises(Failure):
        web.overwrite(rows(OneOf("user", ("kari",))), {"user": 'a "b'}, at_most=9)


def test_the_live_log_grows_while_it_is_read_and_is_no_drift(folder: Path) -> None:
    web = connector(folder)
    before = web.describe().digest
    with (folder / "access.log").open("a") as live:
        live.write(f"ne\n{NEW}\n")
    with pytest.raises(Drifted, match=r"access\.log, row 3"):
        web.count(rows())
    (folder / "access.log").write_text(f"{NEW}\n{NEW}\n{NEW}\n")
    assert web.count(rows(OneOf("file", ("access.log",)))) == 3 and web.describe().digest == before


def test_a_log_of_json_says_what_it_holds_and_nothing_undeclared_passes(tmp_path: Path) -> None:
    layout = FileLayout(
        name="*.jsonl", log="json", columns={"address": ColumnLayout(heading="ip"), "at": ColumnLayout(heading="time")}
    )  # fmt: skip
    line = {"ip": "192.0.2.1", "time": "2026-11-01T10:00:00+01:00"}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n")
    web = connector(tmp_path, layout)
    assert web.overwrite(FROM_1, {"address": "0"}, at_most=1) == 1
    assert json.loads((tmp_path / "a.jsonl").read_text()) == {**line, "ip": "0"}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n" + json.dumps({**line, "user": "kari"}) + "\n")
    with pytest.raises(Drifted, match="row 2") as failure:
        web.describe()
    assert "kari" not in str(failure.value)


def test_a_packed_file_that_is_cut_short_is_out_of_sight(folder: Path) -> None:
    packed = folder / "access.log.2.gz"
    packed.write_bytes(packed.read_bytes()[:-9])
    with pytest.raises(Drifted):
        connector(folder).describe()


def test_files_as_wholes_have_a_day_by_name_and_by_time_and_go_as_wholes(tmp_path: Path) -> None:
    for name in ("skann-2026-10-01.pdf", "20261120_skann.pdf", "skann.pdf", "99999999.pdf"):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (1_790_000_000, 1_790_000_000))
    scans = connector(tmp_path, FileLayout(name="*.pdf", each="file"), ("file",))
    (seen,) = scans.describe().collections
    assert [column.name for column in seen.columns] == ["file", "day", "modified", "size"]
    found = {row["file"]: row for row in scans.export(rows(), ["file", "day", "modified", "size"])}
    assert found["skann-2026-10-01.pdf"]["day"] == date(2026, 10, 1)
    assert found["20261120_skann.pdf"]["day"] == date(2026, 11, 20)
    assert found["skann.pdf"]["day"] is None and found["99999999.pdf"]["day"] is None
    assert found["skann.pdf"]["modified"] == datetime.fromtimestamp(1_790_000_000, UTC)
    assert scans.erase(rows(OneOf("file", ("skann-2026-10-01.pdf",))), at_most=1) == 1
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "20261120_skann.pdf",
        "99999999.pdf",
        "skann.pdf",
    ]
    with pytest.raises(Failure):
        scans.overwrite(rows(), {"size": 0}, at_most=9)
    assert scans.erase(rows(), at_most=3) == 3 and scans.count(rows()) == 0, "an empty folder is no drift"
