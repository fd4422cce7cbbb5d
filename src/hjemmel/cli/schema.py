"""`hjemmel schema`: the JSON Schema of a declaration, which editors use to complete and check it."""

from __future__ import annotations

import argparse
import json

from hjemmel.cli.report import say
from hjemmel.core.declaration.parse import json_schema


def command(argv: list[str]) -> int:
    argparse.ArgumentParser(prog="hjemmel schema", description=__doc__).parse_args(argv)
    say(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return 0
