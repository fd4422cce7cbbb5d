"""The statement for machines: every term is one of the vocabulary, and the TILT document fits its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from hjemmel.cli.declared import PROFILES
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.output.statement_jsonld import CONTEXT, as_graph
from hjemmel.core.output.statement_tilt import as_tilt

VENDOR = Path(__file__).parents[2] / "vendor"
OURS = ("gifts", "mailhouse", "trades", "footcare", "mobile")
DCT = {"title", "description", "language", "hasVersion", "identifier", "valid"}
"""The terms of Dublin Core that we use: they have no list here."""


@cache
def company(name: str) -> DataMap:
    found = load((PROFILES / name / "hjemmel.yaml").read_bytes()).map
    assert found is not None
    return found


def strings(node: Any) -> Iterator[tuple[str, str]]:
    """(key, what stands there) of everything that can be a term: keys, types and references."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "@context":
                continue
            yield "key", key
            if key in ("@id", "@type"):
                yield from ((key, one) for one in (value if isinstance(value, list) else [value]))
            else:
                yield from strings(value)
    if isinstance(node, list):
        for one in node:
            yield from strings(one)


@pytest.mark.parametrize("name", OURS)
def test_every_term_is_one_of_the_vocabulary(name: str) -> None:
    known = set((VENDOR / "dpv" / "terms.txt").read_text(encoding="utf-8").split())
    used = {one for _, one in strings(as_graph(company(name), "en")) if not one.startswith(("@", "#"))}
    strange = set()
    for one in used:
        prefix, _, term = one.partition(":")
        is_known = term in DCT if prefix == "dct" else f"{CONTEXT[prefix]}{term}" in known
        if prefix != "xsd" and not is_known:
            strange.add(one)
    assert not strange and len(used) > 10


@pytest.mark.parametrize("name", OURS)
def test_the_graph_names_everything_it_refers_to(name: str) -> None:
    data_map = company(name)
    graph = as_graph(data_map, "nb")["@graph"]
    there = {one["@id"] for one in graph}
    referred = {one for key, one in strings(graph) if key == "@id" and one.startswith("#")}
    assert referred <= there
    assert sum(one["@type"] == "dpv:Process" for one in graph) == len(data_map.purposes)
    assert len(there) == len(graph)


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("name", OURS)
def test_the_tilt_document_fits_its_schema(name: str, lang: str) -> None:
    schema = json.loads((VENDOR / "tilt" / "tilt-schema.json").read_text(encoding="utf-8"))
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    document = as_tilt(company(name), lang)
    assert not [f"{list(one.path)}: {one.message[:120]}" for one in validator.iter_errors(document)]
    del document["controller"]["name"]
    assert list(validator.iter_errors(document))


def test_tilt_says_how_long_as_the_declaration_does() -> None:
    data_map = company("gifts")
    lines = [
        line
        for one in data_map.purposes.values()
        if one.declared.keep != "use_only"
        for line in one.declared.keep
    ]
    periods = {line.period for line in lines if line.period}
    told = {
        one["ttl"]
        for category in as_tilt(data_map, "en")["dataDisclosed"]
        for storage in category["storage"]
        for one in storage["temporal"]
    }
    assert told
    written = {
        "P"
        + "".join(
            f"{count}{unit}" for count, unit in ((p.years, "Y"), (p.months, "M"), (p.days, "D")) if count
        )
        for p in periods
    }
    assert told <= written


def test_a_purpose_on_instruction_has_no_basis_of_ours() -> None:
    graph = as_graph(company("mailhouse"), "en")["@graph"]
    processed = [one for one in graph if "dpv:hasDataProcessor" in one]
    assert processed and not any("dpv:hasLegalBasis" in one for one in processed)
