"""The trial of telling a friend, in a demo company that offers it: sent through the real page, and then really sought.

The application's log is all that is logged while the page answers, at its most talkative. No server stands in front of a
demo, and none that takes mail behind it: their logs are not there, and nobody makes up what they would have said."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.core.handlers.wsgi import WSGIHandler

from hjemmel.desk import tell_a_friend, web_log
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import filled

PLACE = "203.0.113.20"


def make(profile: str, actor: Actor) -> None:
    mail = published().map.declaration.mail
    if mail is None or mail.tell_a_friend is None:
        return
    logs = mail.tell_a_friend.logs
    application = _place(logs.application)
    application.write_text("The page for telling a friend is asked.\n", encoding="utf-8")
    log = logging.FileHandler(application, encoding="utf-8")
    everything = logging.getLogger(), logging.getLogger("django")
    levels = [one.level for one in everything]
    for one in everything:
        one.addHandler(log)
        one.setLevel(logging.DEBUG)
    try:
        web_log.look()
        tell_a_friend.try_it(actor, _through_our_page)
        web_log.write()
    finally:
        web_log.leave()
        for one, level in zip(everything, levels, strict=True):
            one.removeHandler(log)
            one.setLevel(level)
        log.close()
    tell_a_friend.try_it(actor, settles=timedelta())


def _through_our_page(address: str, form: Mapping[str, str]) -> Mapping[str, str]:
    """As the server gives it to the pages."""
    body = urlencode(form).encode()
    path = urlsplit(address).path
    answered: dict[str, str] = {}

    def start(_status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
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
    return answered


def _place(declared: str) -> Path:
    """Where a log of the demo lies. Its folder is made."""
    place = Path(filled(declared, os.environ) or "")
    place.parent.mkdir(exist_ok=True)
    return place
