"""The example companies' files, as the measures read them."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

PROFILES = ("footcare", "gifts", "mailhouse", "mobile", "trades")


def file_of(profile: str) -> Path:
    return Path(str(importlib.resources.files("hjemmel.profiles").joinpath(profile, "hjemmel.yaml")))
