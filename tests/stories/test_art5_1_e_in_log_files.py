"""Art. 5(1)(e) in the log of the company's own web server: a sweep takes the lines that are due out of rotated files."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

from tests.engine.worlds import compiled, house, sweep

from hjemmel.connectors.files import FilesConnector

DECLARATION = """
hjemmel: 1
organisation: {name: Prøvesalongen AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects: {visitor: {title: {nb: besøkende, en: visitor}}}
categories: {visit: {title: {nb: besøk, en: visits}}}
systems:
  web:
    title: {nb: nettserveren, en: the web server}
    connect: {kind: files, url: "${WEB_FOLDER}"}
    mode: act
    backup: {kept: 1 day, taken_before_act: 2026-01-01}
    collections:
      requests:
        title: {nb: loggen, en: the log}
        file: {name: "access.log*", log: combined, live: access.log}
        key: [file, line]
        about: {kind: visitor}
        when_due: erase
        fields:
          - {columns: [address, user, request, referer, agent], category: visit}
          - {columns: [at], category: none, why: clock}
          - {columns: [file, line, status, size], category: none, why: where the line stands}
purposes:
  security:
    title: {nb: sikkerhet, en: security}
    for: [visitor]
    basis: legitimate_interests
    keep:
      - {in: [web.requests], categories: [visit], after: web.requests.at, period: 21 days}
"""
OLD = '192.0.2.1 - - [20/Oct/2026:23:30:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "Nettleser"\n'
NEW = '192.0.2.2 - - [22/Nov/2026:10:00:00 +0100] "GET /b HTTP/1.1" 404 - "-" "Nettleser"\n'


def test_lines_older_than_declared_go_from_rotated_files_and_empty_files_go_too(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text(NEW)
    (tmp_path / "access.log.1").write_text(OLD + NEW)
    (tmp_path / "access.log.2.gz").write_bytes(gzip.compress(OLD.encode()))
    data_map = compiled(DECLARATION)
    layouts = {"web.requests": data_map.declaration.systems["web"].collections["requests"].file}
    web = FilesConnector(
        "web",
        tmp_path.as_uri(),
        {one.name: one.shape for one in data_map.in_system("web")},
        {name: layout for name, layout in layouts.items() if layout},
        clock=lambda: datetime(2026, 11, 23, 11, tzinfo=UTC),
    )
    assert sweep(house(data_map, {"web": web}, date(2026, 11, 23))) == ["erase web.requests"]
    left = {path.name: path.read_text() for path in tmp_path.glob("access*")}
    assert left == {"access.log": NEW, "access.log.1": NEW}
