"""The trial of telling a friend, in a demo company that offers it: sent through the real page, and then really sought.

No server stands in front of a demo, so its web log is written here, from what such a server would have seen; the
application's log is all that is logged while the page answers, at its most talkative."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.core.handlers.wsgi import WSGIHandler

from hjemmel.desk import clock, tell_a_friend, web_log
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import filled

PLACE = "203.0.113.20"


def make(profile: str, actor: Actor) -> None:
    mail = published().map.declaration.mail
    if mail is None or mail.tell_a_friend is None:
        return
    logs = mail.tell_a_friend.logs
    web, mail_log, application = (_place(one) for one in (logs.web, logs.mail, logs.application))
    application.write_text("The page for telling a friend is asked.\n", encoding="utf-8")
    log = logging.FileHandler(application, encoding="utf-8")
    everything = logging.getLogger(), logging.getLogger("django")
    levels = [one.level for one in everything]
    for one in everything:
        one.addHandler(log)
        one.setLevel(logging.DEBUG)
    try:
        web_log.look()
        tell_a_friend.try_it(actor, partial(_through_our_page, web))
        web_log.write()
    finally:
        web_log.leave()
        for one, level in zip(everything, levels, strict=True):
            one.removeHandler(log)
            one.setLevel(level)
        log.close()
    _log_of_mail(mail_log)
    tell_a_friend.try_it(actor, settles=timedelta())


def _through_our_page(web: Path, address: str, form: Mapping[str, str]) -> Mapping[str, str]:
    """As the server gives it to the pages; and a line for it in the web server's log."""
    body = urlencode(form).encode()
    path = urlsplit(address).path
    answered: dict[str, str] = {}
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        statuses.append(status)
        answered.update(headers)

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": urlsplit(address).query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": PLACE,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
    }
    answer = WSGIHandler()(environ, start)
    answer.close()
    line = f'- - - [{clock.now():%d/%b/%Y:%H:%M:%S %z}] "POST {address} HTTP/1.1" {statuses[-1][:3]} -\n'
    with web.open("a", encoding="utf-8") as log:
        log.write(line)
    return answered


def _place(declared: str) -> Path:
    """Where a log of the demo lies. Its folder is made."""
    place = Path(filled(declared, os.environ) or "")
    place.parent.mkdir(exist_ok=True)
    return place


def _log_of_mail(place: Path) -> None:
    """What a mail server that logs no recipients would say of what it took."""
    with place.open("a", encoding="utf-8") as log:
        for taken in sorted((place.parents[1] / "mailbox").glob("*.eml")):
            log.write(f"{taken.stem}: taken, {taken.stat().st_size} bytes\n")
