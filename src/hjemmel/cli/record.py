"""`hjemmel record`: the record of processing activities (Art. 30), as a workbook, for machines or on paper.

Exit 0: made. 1: the declaration has errors. 2: it could not be read, or the output not written."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from hjemmel.cli.declared import Stopped, declared, write
from hjemmel.cli.report import complain, say
from hjemmel.core.output.csv_text import BYTE_ORDER_MARK
from hjemmel.core.output.record import Record, record
from hjemmel.core.output.record_text import record_csv, record_json
from hjemmel.core.terms import LANGUAGES
from hjemmel.press.pdf import record_pdf
from hjemmel.press.workbook import record_workbook

TEXTS: dict[str, Callable[[Record], str]] = {"csv": record_csv, "json": record_json}
FILES: dict[str, Callable[[Record], bytes]] = {"xlsx": record_workbook, "pdf": record_pdf}
FILE_NAMES = {"nb": "protokoll", "en": "record-of-processing"}


def command(argv: list[str]) -> int:
    options = _options(argv)
    try:
        made = record(declared(options.file), options.lang)
        if options.format in FILES:
            path = options.output or Path(f"{FILE_NAMES[options.lang]}.{options.format}")
            _put(FILES[options.format](made), path)
        elif options.output:
            mark = BYTE_ORDER_MARK if options.format == "csv" else ""
            _put(mark + TEXTS[options.format](made), options.output)
        else:
            say(TEXTS[options.format](made).rstrip("\r\n"))
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return 0


def _put(content: str | bytes, path: Path) -> None:
    write(path, content)
    complain(f"wrote {path}")


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hjemmel record",
        description="Make the record of processing activities, in the columns of Datatilsynet's template.",
        epilog="A workbook or a PDF is always written to a file.",
    )
    parser.add_argument(
        "file", nargs="?", metavar="FILE",
        help="the declaration, or profile:NAME for one that comes with Hjemmel"
        " (default: $HJEMMEL_FILE, or hjemmel.yaml)",
    )  # fmt: skip
    parser.add_argument("--lang", choices=LANGUAGES, default="nb", help="bokmål (default) or English")
    parser.add_argument("--format", choices=(*FILES, *TEXTS), default="csv", help="default: csv")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write to this file")
    return parser.parse_args(argv)
