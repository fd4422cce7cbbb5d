"""`hjemmel record`: the record of processing activities (Art. 30), as a workbook, for machines or on paper.

Exit 0: made. 1: the declaration has errors. 2: it could not be read, or the output not written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hjemmel.cli.declared import Stopped, declared, document_options, put
from hjemmel.cli.report import complain, say
from hjemmel.core.output.csv_text import BYTE_ORDER_MARK
from hjemmel.core.output.record import Record, record
from hjemmel.core.output.record_text import record_csv, record_json
from hjemmel.press.pdf import record_pdf
from hjemmel.press.workbook import record_workbook

TEXTS: dict[str, Callable[[Record], str]] = {"csv": record_csv, "json": record_json}
FILES: dict[str, Callable[[Record], bytes]] = {"xlsx": record_workbook, "pdf": record_pdf}
FILE_NAMES = {"nb": "protokoll", "en": "record-of-processing"}


def command(argv: list[str]) -> int:
    options = document_options(
        argv, "record", "Make the record of processing activities, in the columns of Datatilsynet's template.",
        "A workbook or a PDF is always written to a file.", (*FILES, *TEXTS), "csv",
    )  # fmt: skip
    try:
        made = record(declared(options.file), options.lang)
        if options.format in FILES:
            path = options.output or Path(f"{FILE_NAMES[options.lang]}.{options.format}")
            put(FILES[options.format](made), path)
        elif options.output:
            mark = BYTE_ORDER_MARK if options.format == "csv" else ""
            put(mark + TEXTS[options.format](made), options.output)
        else:
            say(TEXTS[options.format](made).rstrip("\r\n"))
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return 0
