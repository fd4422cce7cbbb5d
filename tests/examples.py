"""How many examples a property is tried with: all on a build machine, half of them where somebody waits for the answer."""

import os


def examples(many: int) -> int:
    return many if os.environ.get("CI") == "true" else many // 2
