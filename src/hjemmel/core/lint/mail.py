"""How mailings go out: secrets, links that anybody could read on the way, senders that are none, tracking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email.utils import parseaddr
from urllib.parse import urlsplit

from ..datamap import DataMap
from ..terms import Basis
from .bases import rests_on
from .rule import ERROR, Breach, rule

_IN_ENVIRONMENT = re.compile(r"\$\{[A-Z][A-Z0-9_]*\}", re.ASCII)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@rule(
    "HJ614", "MAIL-SECRET", ERROR, "gdpr-32",
    title="the address of the mail server stands in the file",
    meaning="It holds a user and a password. The declaration is read by many and kept in version control.",
    remedy="write server: ${MAIL_URL} and set MAIL_URL in the environment",
)  # fmt: skip
def secret_in_file(map: DataMap, today: date) -> Iterator[Breach]:
    mail = map.declaration.mail
    if mail and not _IN_ENVIRONMENT.fullmatch(mail.server):
        yield Breach(("mail", "server"), "the address of the mail server stands in the file")


@rule(
    "HJ615", "MAIL-SENDER", ERROR, "mfl-15",
    title="mailings have no sender that can be answered",
    meaning="A message must say on whose behalf it is sent, and have an address to which a no can be sent"
    " (markedsføringsloven §§ 15 and 16).",
    remedy="write sender: Name <name@company.example>, and an address in replies_to",
)  # fmt: skip
def no_sender(map: DataMap, today: date) -> Iterator[Breach]:
    mail = map.declaration.mail
    if mail is None:
        return
    name, address = parseaddr(mail.sender)
    if not name or not _ADDRESS.fullmatch(address):
        yield Breach(("mail", "sender"), "the sender is not a name with an address")
    if mail.replies_to and not _ADDRESS.fullmatch(parseaddr(mail.replies_to)[1]):
        yield Breach(("mail", "replies_to"), "answers go to something that is no address")


@rule(
    "HJ616", "MAIL-SITE", ERROR, "gdpr-32",
    title="the links of mailings do not lead to a safe address",
    meaning="The link to say no is personal. Over http anybody on the way can read it, or lead it elsewhere.",
    remedy="write site: https://privacy.company.example, without a path",
)  # fmt: skip
def unsafe_links(map: DataMap, today: date) -> Iterator[Breach]:
    mail = map.declaration.mail
    if mail is None:
        return
    site = urlsplit(mail.site)
    if site.scheme != "https" or not site.hostname or site.path.strip("/") or site.query or site.fragment:
        yield Breach(("mail", "site"), "links of mailings lead to an address that is not https")


@rule(
    "HJ617", "MAIL-TRACKING", ERROR, "gdpr-6-1-a",
    title="tracking in mailings on something else than consent",
    meaning="A picture fetched from elsewhere tells who opened the message, when and where. That takes the"
    " person's consent.",
    remedy="let tracking_purpose rest on basis: consent, or write tracking: never",
)  # fmt: skip
def tracking_without_consent(map: DataMap, today: date) -> Iterator[Breach]:
    mail = map.declaration.mail
    if mail and mail.tracking_purpose and not rests_on(map.purposes[mail.tracking_purpose], Basis.CONSENT):
        yield Breach(
            ("mail", "tracking_purpose"), f'purpose "{mail.tracking_purpose}" does not rest on consent'
        )


@rule(
    "HJ620", "CONTACT-FORM-ADDRESS", ERROR, "gdpr-13",
    title="the contact form leads nowhere",
    meaning="What is written in the form goes by e-mail to the address of its topic. Without one nobody ever reads it.",
    remedy="give each topic an address, such as post@company.example",
)  # fmt: skip
def contact_form_leads_nowhere(map: DataMap, today: date) -> Iterator[Breach]:
    form = map.declaration.mail.contact_form if map.declaration.mail else None
    for name, topic in form.topics.items() if form else ():
        if not _ADDRESS.fullmatch(topic.address):
            place = ("mail", "contact_form", "topics", name, "address")
            yield Breach(place, f'messages about "{name}" go to something that is no address')


@rule(
    "HJ621", "CONTACT-FORM-SITE", ERROR, "gdpr-32",
    title="the contact form is shown where it is not safe",
    meaning="A page that shows the form in a frame can be changed on the way if it is not fetched over https, and so"
    " can what people believe they write to.",
    remedy="write shown_on: [https://www.company.example], without a path",
)  # fmt: skip
def contact_form_in_the_open(map: DataMap, today: date) -> Iterator[Breach]:
    form = map.declaration.mail.contact_form if map.declaration.mail else None
    for number, text in enumerate(form.shown_on if form else ()):
        site = urlsplit(text)
        if site.scheme != "https" or not site.hostname or text != f"https://{site.netloc}":
            place = ("mail", "contact_form", "shown_on", number)
            yield Breach(place, "the form is shown on something else than a site over https")


RULES = (
    secret_in_file, no_sender, unsafe_links, tracking_without_consent, contact_form_leads_nowhere,
    contact_form_in_the_open,
)  # fmt: skip
