"""What can be wrong with a file of rows, in both languages. No text here has room for a value of a cell."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from hjemmel.connectors.protocol import Unsupported


class Said(NamedTuple):
    """One sentence in both languages."""

    nb: str
    en: str


class Fault(Enum):
    """What is wrong with a file, a row or a cell that can still be read."""

    # The file.
    BLANK_HEADER = "blank-header"
    DUPLICATE_HEADER = "duplicate-header"
    TWO_ENCODINGS = "two-encodings"
    DAMAGED_LETTERS = "damaged-letters"
    MACROS = "macros"
    EXTERNAL_LINKS = "external-links"
    OTHER_SHEETS = "other-sheets"
    HIDDEN_SHEET = "hidden-sheet"
    # A row: its cells may stand in the wrong columns, or be missing.
    TOO_FEW_CELLS = "too-few-cells"
    TOO_MANY_CELLS = "too-many-cells"
    BAD_QUOTES = "bad-quotes"
    # A cell.
    TOO_LONG = "too-long"
    NOT_COMPUTED = "not-computed"
    ERROR_VALUE = "error-value"
    NUMBER_FOR_TEXT = "number-for-text"
    SHORTENED_NUMBER = "shortened-number"
    DIGITS_LOST = "digits-lost"
    NO_NUMBER = "no-number"
    NO_DATE = "no-date"

    @property
    def said(self) -> Said:
        return _FAULTS[self]

    @property
    def spoils_the_row(self) -> bool:
        """No cell of the row can be trusted to stand in its column."""
        return self in _SPOILING


_SPOILING = frozenset((Fault.TOO_FEW_CELLS, Fault.TOO_MANY_CELLS, Fault.BAD_QUOTES))

_FAULTS = {
    Fault.BLANK_HEADER: Said("Kolonnen har ingen overskrift.", "The column has no heading."),
    Fault.DUPLICATE_HEADER: Said(
        "En annen kolonne har samme overskrift.", "Another column has the same heading."
    ),
    Fault.TWO_ENCODINGS: Said(
        "Filen er lest som Windows-1252, men noen tegn ser ut som UTF-8; æ, ø og å kan være feil.",
        "The file was read as Windows-1252, but some signs look like UTF-8; æ, ø and å may be wrong.",
    ),
    Fault.DAMAGED_LETTERS: Said(
        "Filen har tegn som ble ødelagt før den kom hit; hent den på nytt der den ble laget.",
        "The file has signs that were damaged before it came here; fetch it anew where it was made.",
    ),
    Fault.MACROS: Said("Arbeidsboken har makroer; de er ikke lest.", "The workbook has macros; they are not read."),
    Fault.EXTERNAL_LINKS: Said(
        "Arbeidsboken viser til andre filer; de er ikke hentet.",
        "The workbook refers to other files; they are not fetched.",
    ),
    Fault.OTHER_SHEETS: Said("Arbeidsboken har flere ark; bare ett er lest.", "The workbook has more sheets; one is read."),
    Fault.HIDDEN_SHEET: Said("Arket som er lest, er skjult.", "The sheet that is read is hidden."),
    Fault.TOO_FEW_CELLS: Said("Raden har færre felt enn overskriften.", "The row has fewer cells than the heading."),
    Fault.TOO_MANY_CELLS: Said("Raden har flere felt enn overskriften.", "The row has more cells than the heading."),
    Fault.BAD_QUOTES: Said(
        "Anførselstegnene i raden går ikke opp; den kan ha slukt linjer etter seg.",
        "The quotes in the row do not match; it may have swallowed lines after it.",
    ),
    Fault.TOO_LONG: Said("Teksten er lengre enn et regneark tillater.", "The text is longer than a spreadsheet allows."),
    Fault.NOT_COMPUTED: Said(
        "Feltet er en formel uten utregnet verdi; åpne filen i et regneark og lagre den.",
        "The cell is a formula without a computed value; open the file in a spreadsheet and save it.",
    ),
    Fault.ERROR_VALUE: Said("Feltet viser en feil i regnearket.", "The cell shows an error of the spreadsheet."),
    Fault.NUMBER_FOR_TEXT: Said(
        "Feltet er lagret som tall; nuller foran kan ha gått tapt.",
        "The cell is stored as a number; zeros in front may be lost.",
    ),
    Fault.SHORTENED_NUMBER: Said(
        "Et regneark har forkortet tallet; siffer har gått tapt.",
        "A spreadsheet has shortened the number; digits are lost.",
    ),
    Fault.DIGITS_LOST: Said(
        "Tallet har flere enn 15 siffer; regnearket har mistet de siste.",
        "The number has more than 15 digits; the spreadsheet has lost the last ones.",
    ),
    Fault.NO_NUMBER: Said("Feltet sier at det er et tall, og er det ikke.", "The cell says it is a number, and is not."),
    Fault.NO_DATE: Said("Feltet sier at det er en dato, og er det ikke.", "The cell says it is a date, and is not."),
}  # fmt: skip


class Reason(Enum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    NO_HEADER = "no-header"
    OLD_XLS = "old-xls"
    PROTECTED = "protected"
    NUMBERS = "numbers"
    OPENDOCUMENT = "opendocument"
    BINARY_WORKBOOK = "binary-workbook"
    OTHER_ARCHIVE = "other-archive"
    WEB_PAGE = "web-page"
    NO_TABLE = "no-table"
    NO_ENCODING = "no-encoding"
    NO_SHEET = "no-sheet"
    TOO_LARGE = "too-large"
    BOMB = "bomb"
    DAMAGED = "damaged"

    @property
    def what(self) -> Said:
        return _REASONS[self][0]

    @property
    def remedy(self) -> Said:
        return _REASONS[self][1]


_SAVE_AS = Said(
    "åpne den og lagre den som Excel-arbeidsbok (.xlsx) eller CSV", "open it and save it as a workbook (.xlsx) or CSV"
)  # fmt: skip
_FETCH = Said("hent den på nytt der den ble laget", "fetch it anew where it was made")

_REASONS = {
    Reason.EMPTY: (Said("filen er tom", "the file is empty"), _FETCH),
    Reason.NO_HEADER: (
        Said("fant ingen rad med overskrifter", "no row of headings was found"),
        Said("la første rad si hva kolonnene er", "let the first row say what the columns are"),
    ),
    Reason.OLD_XLS: (Said("filen er en gammel Excel-fil (.xls)", "the file is an old Excel file (.xls)"), _SAVE_AS),
    Reason.PROTECTED: (
        Said("filen er låst med passord", "the file is locked with a password"),
        Said("åpne den, fjern passordet og lagre den", "open it, remove the password and save it"),
    ),
    Reason.NUMBERS: (Said("filen er laget i Numbers", "the file was made in Numbers"), Said(
        "velg Arkiv, Eksporter til, CSV eller Excel", "choose File, Export To, CSV or Excel")),
    Reason.OPENDOCUMENT: (Said("filen er et OpenDocument-regneark", "the file is an OpenDocument spreadsheet"), _SAVE_AS),
    Reason.BINARY_WORKBOOK: (Said("filen er en binær arbeidsbok (.xlsb)", "the file is a binary workbook (.xlsb)"), _SAVE_AS),
    Reason.OTHER_ARCHIVE: (
        Said("filen er et arkiv og ingen arbeidsbok", "the file is an archive and no workbook"),
        Said("pakk den ut og lever filen som ligger i den", "unpack it and hand over the file inside"),
    ),
    Reason.WEB_PAGE: (Said("filen er en nettside", "the file is a web page"), _SAVE_AS),
    Reason.NO_TABLE: (Said("filen er verken CSV eller en arbeidsbok", "the file is neither CSV nor a workbook"), _SAVE_AS),
    Reason.NO_ENCODING: (
        Said("tegnene er verken UTF-8, UTF-16 eller Windows-1252", "the signs are neither UTF-8, UTF-16 nor Windows-1252"),
        Said("lagre den som CSV UTF-8", "save it as CSV UTF-8"),
    ),
    Reason.NO_SHEET: (
        Said("arbeidsboken har ikke noe slikt ark", "the workbook has no such sheet"),
        Said("velg et ark som finnes", "choose a sheet that is there"),
    ),
    Reason.TOO_LARGE: (
        Said("filen er større enn det som kan leses trygt", "the file is larger than can be read safely"),
        Said("del den i flere filer", "divide it into several files"),
    ),
    Reason.BOMB: (
        Said("filen pakker seg ut til langt mer enn den kan romme", "the file unpacks to far more than it can hold"),
        Said("ikke åpne den; spør den som sendte den", "do not open it; ask who sent it"),
    ),
    Reason.DAMAGED: (Said("filen er skadet", "the file is damaged"), _FETCH),
}  # fmt: skip


class Unreadable(Unsupported):
    """This file cannot be read as rows. `reason` says why and what to do, in both languages."""

    def __init__(self, reason: Reason) -> None:
        super().__init__("the file", reason.what.en, reason.remedy.en)
        self.reason = reason
