"""How a workbook shows a number: as a day, a time, a number with zeros in front, or as it is.

A workbook stores all of these as numbers, so the text of a cell is known only from its format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from hjemmel.connectors.sheets.faults import Fault


class Form(Enum):
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a format makes of a number. `zeros`: how many digits it fills up to."""

    form: Form
    zeros: int = 0


PLAIN = Shown(Form.NUMBER)
_DAY, _MOMENT, _CLOCK = Shown(Form.DAY), Shown(Form.MOMENT), Shown(Form.CLOCK)
BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)), _DAY),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), _CLOCK),
    22: _MOMENT,
}
"""The formats that have a number instead of a code; 27 to 36 and 50 to 58 are those of East Asia."""

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ONLY_A_DATE = re.compile(r"[ymdhsap/.:,\-\s0]+")
# 0000, 00 00 00 00, and the postcode of Norwegian Excel: [<=9999]0000;General
_ZEROS = re.compile(r"(?:\[<=9+\])?0(?:[0 ]|\\ )*0(?:;.*)?")
_DAY_SIGNS, _CLOCK_SIGNS = frozenset("yd"), frozenset("hs")
_SECONDS = 86_400
_LAST_DAY = date(9999, 12, 31).toordinal()
_BEFORE_1900 = date(1899, 12, 31).toordinal()
_BEFORE_1904 = date(1904, 1, 1).toordinal()
_NO_SUCH_DAY = 60  # 29 February 1900, which the first spreadsheets believed in
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_MOST_DIGITS = 10**15


def shown_as(code: str) -> Shown:
    """What a format code makes of a number; only its first section, for positive numbers, is looked at."""
    if _ZEROS.fullmatch(code):
        return Shown(Form.NUMBER, zeros=code.partition(";")[0].rpartition("]")[2].count("0"))
    if _ELAPSED.search(code):
        return PLAIN
    signs = _NOT_SHOWN.sub("", code).partition(";")[0].lower()
    if not _ONLY_A_DATE.fullmatch(signs):
        return PLAIN
    has_day, has_clock = not _DAY_SIGNS.isdisjoint(signs), not _CLOCK_SIGNS.isdisjoint(signs)
    if not has_day and not has_clock:
        return _DAY if "m" in signs else PLAIN
    return (_MOMENT if has_clock else _DAY) if has_day else _CLOCK


def text_of(stored: str, shown: Shown, since_1904: bool) -> tuple[str, Fault | None]:
    """The text that stands for a stored number, and what is wrong with it.

    Days are ISO days. Numbers have a point and no grouping. What can't be read keeps no text."""
    if shown.form is Form.NUMBER and _WHOLE.fullmatch(stored):
        return (stored.zfill(shown.zeros), None) if shown.zeros else (stored, None)
    try:
        number = float(stored)
    except ValueError:
        return "", Fault.NO_NUMBER
    if shown.form is not Form.NUMBER:
        text = _date_text(number, shown.form, since_1904)
        return (text, None) if text else ("", Fault.NO_DATE)
    if not abs(number) < 1e300:  # infinite, or not a number at all
        return "", Fault.NO_NUMBER
    return _number_text(number, shown.zeros)


def _number_text(number: float, zeros: int) -> tuple[str, Fault | None]:
    if not number.is_integer():
        return format(number, ".15g"), None
    lost = Fault.DIGITS_LOST if abs(number) >= _MOST_DIGITS else None
    return str(int(number)).zfill(zeros), lost


@lru_cache(maxsize=4096)  # a column of dates has the same ones again and again
def _date_text(number: float, form: Form, since_1904: bool) -> str:
    if not 0 <= number < _LAST_DAY:
        return ""
    days, seconds = divmod(round(number * _SECONDS), _SECONDS)
    clock = str(timedelta(seconds=seconds)).zfill(8)
    if form is Form.CLOCK and not days:
        return clock
    day = _day(int(number) if form is Form.DAY else days, since_1904)
    return day if form is Form.DAY or not day else f"{day}T{clock}"


def _day(days: int, since_1904: bool) -> str:
    if since_1904:
        ordinal = _BEFORE_1904 + days
    elif days in (0, _NO_SUCH_DAY):
        return ""
    else:
        ordinal = _BEFORE_1900 + days - (days > _NO_SUCH_DAY)
    return date.fromordinal(ordinal).isoformat() if ordinal <= _LAST_DAY else ""
