"""The shipped profiles, compiled once, for the tests of what is made from them."""

from functools import lru_cache
from importlib.resources import files

import yaml

from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.output.statement import Statement, statement

FOLDER = files("hjemmel.profiles")
PROFILES = sorted(folder.name for folder in FOLDER.iterdir() if folder.joinpath("hjemmel.yaml").is_file())
LANGUAGES = ("nb", "en")


@lru_cache
def content(profile: str) -> bytes:
    return FOLDER.joinpath(profile, "hjemmel.yaml").read_bytes()


@lru_cache
def company(profile: str) -> DataMap:
    compiled = load(content(profile))
    assert compiled.map is not None, "\n".join(map(str, compiled.findings))
    return compiled.map


@lru_cache
def published(profile: str, lang: str) -> Statement:
    return statement(company(profile), lang)


def changed(profile: str, *edits: tuple[tuple[str | int, ...], object]) -> DataMap:
    """The profile with some places in the file given another value; None takes the place away."""
    data = yaml.safe_load(content(profile))
    for path, value in edits:
        *way, last = path
        here = data
        for step in way:
            here = here[step]
        if value is None:
            del here[last]
        else:
            here[last] = value
    compiled = load(yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode())
    assert compiled.map is not None, "\n".join(map(str, compiled.findings))
    return compiled.map


def plain(text: str) -> str:
    """With ordinary spaces, and one at a time."""
    return " ".join(text.replace("\u00a0", " ").split())


def everything(made: Statement) -> str:
    """All that a reader sees of a statement, as one text."""
    parts = [section.heading for section in made.sections] + [sentence.text for sentence in made.sentences()]
    return plain("\n".join(parts))
