"""`hjemmel mission`: writes docs/mission.md from the five profiles. For those who work on the product."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import hjemmel.profiles
from hjemmel.core.compile import load
from hjemmel.core.output.mission import Section, asked, page, section, verdicts_on
from hjemmel.core.source import read
from hjemmel.core.terms import Verdict

PROFILES = ("mailhouse", "trades", "footcare", "mobile", "gifts")
FOLDER = Path(hjemmel.profiles.__file__).parent


def command(argv: Sequence[str]) -> int:
    """Write the page, or print it. Exit 0, or 2 if a profile can't be read."""
    options = _options(argv)
    try:
        text = page([profile_section(name, _verdicts(options)) for name in options.profiles])
    except (ValueError, OSError) as error:
        sys.stderr.write(f"hjemmel mission: {error}\n")
        return 2
    if options.write is None:
        sys.stdout.write(text)
    else:
        options.write.write_text(text, encoding="utf-8")
    return 0


def profile_section(
    name: str, verdicts: Mapping[str, Verdict] | None = None, folder: Path = FOLDER
) -> Section:
    """One profile's part of the page. ValueError if its declaration has errors."""
    compiled = load((folder / name / "hjemmel.yaml").read_bytes())
    if compiled.map is None:
        raise ValueError(f"{name}: {compiled.findings[0]}")
    source = read((folder / name / "mission.yaml").read_bytes())
    if source.findings:
        raise ValueError(f"{name}: {source.findings[0]}")
    return section(name, asked(source.data), compiled.map, verdicts)


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hjemmel mission", description=__doc__)
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write to FILE; otherwise the page is printed"
    )
    parser.add_argument(
        "--verdicts", type=Path, metavar="JSON", help='verdicts by promise, {"P004-01": "KEPT", ...};'
        " without it those already in FILE are kept",
    )  # fmt: skip
    parser.add_argument("profiles", nargs="*", metavar="PROFILE", help="otherwise all five")
    options = parser.parse_args(argv)
    options.profiles = [name for name in PROFILES if not options.profiles or name in options.profiles]
    return options


def _verdicts(options: argparse.Namespace) -> dict[str, Verdict]:
    if options.verdicts:
        given = json.loads(options.verdicts.read_text(encoding="utf-8"))
        return {str(promise): Verdict(verdict) for promise, verdict in given.items()}
    if options.write and options.write.exists():
        return verdicts_on(options.write.read_text(encoding="utf-8"))
    return {}
