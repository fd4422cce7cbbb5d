"""What happens to files that somebody else has too: edited meanwhile, open elsewhere, killed in the middle, a full disk."""

import errno
import os
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from tests.connectors.tables import clock
from tests.examples import IN_CI, length

from hjemmel.connectors.files import FilesConnector, folder
from hjemmel.connectors.protocol import Drifted, Mark, Partial, Unreachable, Unsupported
from hjemmel.core.declaration.layouts import ColumnLayout, FileLayout
from hjemmel.core.observation import ReferenceSeen
from hjemmel.core.selection import OneOf, Selection
from hjemmel.core.shape import Shape

JOBS = "jobs.sheets"
SHAPE = Shape(collection=JOBS, table="sheets", key=("Nr",), home_zone="Europe/Oslo")
TEXT = (
    'Nr;Kunde;Merknad;Dato\r\n1;"Kari ""K"" Prøve";"to\r\nlinjer";2024-01-01\r\n\r\n'
    "2;Ola Prøve;;2024-02-01\r\n3;Åse Prøve; x ;2024-03-01"
)


def connector(folder: Path, name: str = "*.csv", **options: object) -> FilesConnector:
    layout = FileLayout(name=name, **options)  # type: ignore[arg-type]
    mark = Mark(column="Merknad", on="sperret", off=None)
    return FilesConnector(
        "jobs", folder.as_uri(), {JOBS: SHAPE}, {JOBS: layout}, clock=clock, marks={JOBS: mark}
    )


def number(*which: str) -> Selection:
    return Selection(JOBS, OneOf("Nr", which))


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.csv"
    path.write_bytes(TEXT.encode("cp1252"))
    return path


def test_what_does_not_change_stays_byte_for_byte(jobs: Path) -> None:
    found = connector(jobs.parent)
    assert found.overwrite(number("2"), {"Kunde": "slettet ærlig; talt"}, at_most=1) == 1
    assert jobs.read_bytes() == TEXT.replace("2;Ola Prøve", '2;"slettet ærlig; talt"').encode("cp1252")
    assert found.erase(number("1"), at_most=1) == 1
    assert jobs.read_bytes().decode("cp1252").splitlines() == [
        "Nr;Kunde;Merknad;Dato", "", '2;"slettet ærlig; talt";;2024-02-01', "3;Åse Prøve; x ;2024-03-01"
    ]  # fmt: skip
    assert found.count(Selection(JOBS)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_and_its_mark_are_kept(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "jobs.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert connector(tmp_path).overwrite(number("2"), {"Kunde": "Bjørn"}, at_most=1) == 1
    assert path.read_bytes() == TEXT.replace("Ola Prøve", "Bjørn").encode(encoding)


def test_letters_that_the_encoding_lacks_are_refused(jobs: Path) -> None:
    with pytest.raises(Unsupported, match="lacks letters") as raised:
        connector(jobs.parent).rectify(number("2"), {"Kunde": "Łukasz"}, at_most=1)
    assert "ukasz" not in str(raised.value)
    assert jobs.read_bytes() == TEXT.encode("cp1252")


@pytest.mark.parametrize("value", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3*x", "\t=1"])
def test_no_formula_comes_in_with_a_value(jobs: Path, value: str) -> None:
    with pytest.raises(Unsupported, match="formula"):
        connector(jobs.parent).rectify(number("2"), {"Kunde": value}, at_most=1)
    assert jobs.read_bytes() == TEXT.encode("cp1252")


@pytest.mark.parametrize("value", ["+47 00 00 01 00", "-12,5", "a=b"])
def test_a_telephone_number_is_no_formula(jobs: Path, value: str) -> None:
    assert connector(jobs.parent).rectify(number("2"), {"Kunde": value}, at_most=1) == 1


def test_a_row_is_marked_as_restricted(jobs: Path) -> None:
    found = connector(jobs.parent)
    assert found.restrict(number("2"), on=True) == 1
    assert found.restrict(number("2"), on=True) == 0
    assert list(found.find(number("2"), ("Merknad",))) == [("sperret",)]


def test_rights_and_owner_are_kept_and_nothing_is_left_beside(jobs: Path) -> None:
    jobs.chmod(0o640)
    connector(jobs.parent).erase(number("2"), at_most=1)
    assert stat.S_IMODE(jobs.stat().st_mode) == 0o640
    assert sorted(path.name for path in jobs.parent.iterdir()) == [".hjemmel.lock", "jobs.csv"]


def test_a_file_that_somebody_changes_meanwhile_is_left_to_them(jobs: Path) -> None:
    """Even if its size and its time say that nothing happened."""
    found = connector(jobs.parent)
    before = jobs.stat()

    theirs = TEXT.replace("Ola", "Eva").encode("cp1252")
    rows = found._rowwise.erasable  # the moment between the checks and the change

    def erasable(selection: Selection, at_most: int) -> int:
        count = rows(selection, at_most)
        jobs.write_bytes(theirs)
        os.utime(jobs, ns=(before.st_atime_ns, before.st_mtime_ns))
        return count

    found._rowwise.erasable = erasable  # type: ignore[method-assign]
    with pytest.raises(Drifted, match="changed the file"):
        found.erase(number("3"), at_most=1)
    assert jobs.read_bytes() == theirs


@pytest.mark.parametrize("mark", ["~$jobs.csv", ".~lock.jobs.csv#"])
def test_a_file_that_is_open_in_a_spreadsheet_waits(jobs: Path, mark: str) -> None:
    (jobs.parent / mark).touch()
    with pytest.raises(Unreachable, match="has the file open"):
        connector(jobs.parent).erase(number("2"), at_most=1)
    assert jobs.read_bytes() == TEXT.encode("cp1252")


def test_a_file_with_several_names_is_refused(jobs: Path, tmp_path: Path) -> None:
    os.link(jobs, tmp_path / "copy.old")
    with pytest.raises(Unsupported, match="several names"):
        connector(tmp_path).erase(number("2"), at_most=1)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside.csv"
    inside.mkdir()
    outside.write_text(TEXT)
    (inside / "jobs.csv").symlink_to(outside)
    with pytest.raises(Unsupported, match="out of its folder"):
        connector(inside).count(Selection(JOBS))
    with pytest.raises(Unsupported, match="outside its folder"):
        connector(inside, name="../outside.csv").count(Selection(JOBS))


def test_a_row_that_cannot_be_read_puts_the_file_out_of_sight(jobs: Path) -> None:
    jobs.write_bytes(TEXT.replace("2;Ola Prøve;;", "2;Ola Prøve;").encode("cp1252"))
    with pytest.raises(Drifted, match=r"jobs\.csv, row 4: The row has fewer cells") as raised:
        connector(jobs.parent).describe()
    assert "Ola" not in str(raised.value)


def test_headings_are_described_as_found_and_other_tables_too(jobs: Path) -> None:
    (jobs.parent / "gamle kunder.txt").write_text("Navn,E-post\nKari,k@x.example\n")
    layout = {"columns": {"customer": ColumnLayout(heading="Kunde", required=True)}}
    seen = connector(jobs.parent, **layout).describe()
    assert [one.name for one in seen.collections] == ["gamle kunder.txt", "sheets"]
    sheets, other = seen.collection("sheets"), seen.collection("gamle kunder.txt")
    assert sheets is not None and other is not None
    assert [column.name for column in sheets.columns] == ["Nr", "customer", "Merknad", "Dato"]
    assert [column.name for column in other.columns] == ["Navn", "E-post"]
    jobs.write_bytes(TEXT.replace("Merknad", "Notat").encode("cp1252"))
    assert connector(jobs.parent, **layout).describe().digest != seen.digest


def test_several_files_are_one_collection_and_a_break_between_them_is_partial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year, first in (("2023", 1), ("2024", 3)):
        (tmp_path / f"jobs-{year}.csv").write_text(f"Nr;Kunde\n{first};Kari\n{first + 1};Ola\n")
    found = connector(tmp_path, name="jobs-*.csv")
    assert found.count(Selection(JOBS)) == 4
    ola = Selection(JOBS, OneOf("Kunde", ("Ola",)))
    real, calls = os.fsync, []

    def full_the_second_time(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 2:  # the new file, and its folder
            raise OSError(errno.ENOSPC, "full")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full_the_second_time)
    with pytest.raises(Partial, match="the disk is full") as raised:
        found.erase(ola, at_most=2)
    assert raised.value.done == 1
    monkeypatch.setattr(os, "fsync", real)
    assert found.count(ola) == 1
    assert found.erase(ola, at_most=2) == 1
    assert (tmp_path / "jobs-2024.csv").read_text() == "Nr;Kunde\n3;Kari\n"


def test_files_of_one_collection_with_other_headings_are_drift(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nr;Kunde\n1;Kari\n")
    (tmp_path / "b.csv").write_text("Nr;Navn\n2;Ola\n")
    with pytest.raises(Drifted, match="different headings"):
        connector(tmp_path).describe()


def test_a_full_disk_leaves_the_old_file_whole(jobs: Path) -> None:
    """A real limit of the machine, on how large a file may grow."""
    jobs.write_text("Nr;Kunde\n" + "".join(f"{n};{'x' * 40}\n" for n in range(3000)))
    before = jobs.read_bytes()
    child = f"""
import resource, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from hjemmel.connectors.protocol import Unreachable
from tests.connectors.test_files_faults import connector, number
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    connector(Path({str(jobs.parent)!r})).erase(number("7"), at_most=1)
except Unreachable as failure:
    print("unreachable")
"""
    told = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=False)
    assert told.stdout == "unreachable\n", told.stderr[-500:]
    assert jobs.read_bytes() == before
    assert sorted(path.name for path in jobs.parent.iterdir()) == [".hjemmel.lock", "jobs.csv"]


KILLED = """
import os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from tests.connectors.test_files_faults import connector, number
steps = 0
def dying(name):
    real = getattr(os, name)
    def call(*args, **more):
        global steps
        steps += 1
        if steps == {step}:
            os.kill(os.getpid(), 9)
        return real(*args, **more)
    setattr(os, name, call)
for name in ("open", "fstat", "fchmod", "fsync", "replace", "close"):
    dying(name)
connector(Path({folder!r})).erase(number("2"), at_most=1)
print("done")
"""


@pytest.mark.slow
def test_killed_before_any_step_the_old_file_or_the_new_one_stands_there(jobs: Path) -> None:
    old = TEXT.encode("cp1252")
    new = old.replace("2;Ola Prøve;;2024-02-01\r\n".encode("cp1252"), b"")
    ends = []
    for step in range(1, 60, 1 if IN_CI else 3):
        jobs.write_bytes(old)
        child = KILLED.format(path=sys.path, step=step, folder=str(jobs.parent))
        told = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=False)
        assert jobs.read_bytes() in (old, new), f"half a file after step {step}"
        ends.append((told.returncode, jobs.read_bytes() == new))
        connector(jobs.parent).erase(number("2"), at_most=1)
        assert jobs.read_bytes() == new, "doing it again does the rest"
        assert sorted(path.name for path in jobs.parent.iterdir()) == [".hjemmel.lock", "jobs.csv"]
        if told.returncode == 0:
            break
        assert told.returncode == -signal.SIGKILL, told.stderr[-500:]
    assert ends[-1] == (0, True), "every step was tried"
    assert (-signal.SIGKILL, True) in ends and (-signal.SIGKILL, False) in ends


def test_two_processes_do_not_change_the_folder_at_once(jobs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "PATIENCE", 0.2)
    first, second = connector(jobs.parent), connector(jobs.parent)
    with first._folder.held(), pytest.raises(Unreachable, match="another process"):
        second.erase(number("2"), at_most=1)
    assert second.erase(number("2"), at_most=1) == 1


def test_a_row_that_another_file_refers_to_is_not_erased(jobs: Path) -> None:
    (jobs.parent / "hours.tsv").write_text("Id\tJobb\n1\t2\n")
    hours = Shape(collection="jobs.hours", table="hours", key=("Id",), home_zone="Europe/Oslo")
    found = FilesConnector(
        "jobs",
        jobs.parent.as_uri(),
        {JOBS: SHAPE, "jobs.hours": hours},
        {JOBS: FileLayout(name="jobs.csv"), "jobs.hours": FileLayout(name="hours.tsv")},
        clock=clock,
        references={"hours": [ReferenceSeen(columns=("Jobb",), target="sheets", target_columns=("Nr",))]},
    )
    with pytest.raises(Unsupported, match="rows of hours refer"):
        found.erase(number("2"), at_most=1)
    assert found.erase(number("1"), at_most=1) == 1


# ---- workbooks --------------------------------------------------------------------------------------------


def book(path: Path, more: Mapping[str, object] | None = None) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (
        ["Nr", "Kunde", "Merknad"],
        ["1", "Kari Prøve", None],
        ["2", "Ola Prøve", "x"],
        ["3", "Åse", "y"],
    ):
        sheet.append(row)
    sheet["B3"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 33
    other = made.create_sheet("Priser")
    other.append(["Vare", "Pris"])
    other.append(["Ola Prøve-lampe", 12])
    for cell, value in (more or {}).items():
        other[cell] = value
    made.save(path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_in_a_workbook_only_the_rows_in_question_change(tmp_path: Path) -> None:
    path = book(tmp_path / "jobs.xlsx")
    before = parts(path)
    found = connector(tmp_path, name="*.xlsx")
    assert found.overwrite(number("2"), {"Kunde": "=slettet <&> 2", "Merknad": None}, at_most=1) == 1
    assert found.erase(number("1"), at_most=1) == 1
    after = parts(path)
    assert list(after) == list(before)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}
    sheet = load_workbook(path).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Nr", "Kunde", "Merknad"], [None, None, None], ["2", "=slettet <&> 2", None], ["3", "Åse", "y"],
    ]  # fmt: skip
    assert sheet["B3"].font.bold and sheet["B3"].data_type != "f"
    assert sheet.column_dimensions["B"].width == 33
    assert b"Kari" not in b"".join(after.values())
    assert found.count(Selection(JOBS)) == 2


def test_a_text_that_goes_leaves_the_shared_texts_unless_another_cell_has_it(tmp_path: Path) -> None:
    path = tmp_path / "jobs.xlsx"
    with zipfile.ZipFile(book(path)) as package:
        made = {name: package.read(name) for name in package.namelist()}
    texts = ["Nr", "Kunde", "Merknad", "1", "Kari Prøve", "2", "Ola Prøve", "Felles"]
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    made["xl/sharedStrings.xml"] = f"<sst {space}>{shared}</sst>".encode()

    def row(number: int, *cells: int) -> str:
        put = "".join(f'<c r="{"ABC"[at]}{number}" t="s"><v>{cell}</v></c>' for at, cell in enumerate(cells))
        return f'<row r="{number}">{put}</row>'

    data = row(1, 0, 1, 2) + row(2, 3, 4, 7) + row(3, 5, 6, 7)
    made["xl/worksheets/sheet1.xml"] = (
        f"<worksheet {space}><sheetData>{data}</sheetData></worksheet>".encode()
    )
    relation = b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"'
    if b"sharedStrings" not in made["xl/_rels/workbook.xml.rels"]:
        made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>", b'<Relationship Id="rIdS" ' + relation + b"/></Relationships>"
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in made.items():
            package.writestr(name, content)
    found = connector(tmp_path, name="*.xlsx")
    assert found.count(Selection(JOBS)) == 2
    assert found.erase(number("1"), at_most=1) == 1
    kept = parts(path)["xl/sharedStrings.xml"].decode()
    assert "Kari" not in kept and "Felles" in kept and "Ola Prøve" in kept
    assert list(found.find(Selection(JOBS), ("Nr", "Kunde", "Merknad"))) == [("2", "Ola Prøve", "Felles")]


def test_a_workbook_with_formulas_can_be_read_and_is_not_changed(tmp_path: Path) -> None:
    path = book(tmp_path / "jobs.xlsx", {"C2": "=Sheet!B2"})
    before = path.read_bytes()
    found = connector(tmp_path, name="*.xlsx")
    assert found.count(Selection(JOBS)) == 3
    with pytest.raises(Unsupported, match="formulas"):
        found.erase(number("1"), at_most=1)
    assert path.read_bytes() == before


# ---- large files ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_million_rows_are_read_and_rewritten_in_little_memory(tmp_path: Path) -> None:
    many = length(1_000_000)
    due = sum(n % 28 < 14 for n in range(many))
    path = tmp_path / "jobs.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Nr;Kunde;Merknad;Dato\n")
        for n in range(many):
            file.write(f"{n};Kunde {n} Prøve;merknad om jobb {n};2024-01-{n % 28 + 1:02}\n")
    child = f"""
import resource, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from tests.connectors.test_files_faults import JOBS, connector
from hjemmel.core.selection import Before, Selection
from datetime import date
found = connector(Path({str(tmp_path)!r}))
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found.describe()
due = Selection(JOBS, Before("Dato", date(2024, 1, 15)))
print(found.count(due), found.erase(due, at_most={many}), found.count(due))
print(sum(1 for _ in found.export(Selection(JOBS), ("Kunde",))))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) // 1024)
"""
    told = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-500:]
    counts, left, grown = told.stdout.splitlines()
    assert counts == f"{due} {due} 0"
    assert left == f"{many - due}"
    assert int(grown) < 60
