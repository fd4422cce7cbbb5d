"""Who is responsible, and whether the statement is of today (Art. 13(1)(a)-(b), 5(2), 12(1))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..datamap import DataMap
from ..declaration.company import Contact
from ..identifiers import is_orgnr
from .rule import ADVICE, ERROR, WARNING, Breach, rule

A_YEAR = timedelta(days=366)

_STAND_INS = {
    "selskapet", "bedriften", "virksomheten", "firmaet", "vi", "oss", "konsernet",
    "the company", "company", "the business", "the group", "we", "us",
}  # fmt: skip


@rule(
    "HJ301", "ID-NAME", ERROR, "gdpr-13",
    title="the controller is not named",
    meaning="The reader must learn who is responsible. A stand-in such as “the company” is no name.",
    remedy="write the full legal name, as it stands in the register of business enterprises",
)  # fmt: skip
def no_legal_name(map: DataMap, today: date) -> Iterator[Breach]:
    name = map.declaration.organisation.name.strip()
    if name.lower().rstrip(".") in _STAND_INS or "@" in name:
        yield Breach(("organisation", "name"), f'"{name}" does not tell who is responsible')


@rule(
    "HJ302", "ID-ORGNR", WARNING, "foretaksregisterloven-10-2",
    title="the organisation number is missing",
    meaning="Letters and websites carry the organisation number; with it a reader can find the company.",
    remedy='add orgnr: "nine digits"',
)  # fmt: skip
def no_orgnr(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.organisation.orgnr is None:
        yield Breach(("organisation",), "the organisation has no organisation number")


@rule(
    "HJ303", "ID-ORGNR", ERROR, "gdpr-13",
    title="the organisation number cannot be right",
    meaning="The check digit of an organisation number, the company's or a recipient's, does not fit.",
    remedy="copy the nine digits from the register",
)  # fmt: skip
def wrong_orgnr(map: DataMap, today: date) -> Iterator[Breach]:
    organisation = map.declaration.organisation
    if organisation.orgnr is not None and not is_orgnr(organisation.orgnr):
        yield Breach(("organisation", "orgnr"), "the organisation number fails its check digit")
    for name, recipient in map.declaration.recipients.items():
        if recipient.orgnr is not None and not is_orgnr(recipient.orgnr):
            yield Breach(
                ("recipients", name, "orgnr"), f'the organisation number of "{name}" fails its check digit'
            )


@rule(
    "HJ304", "ID-ADDRESS", WARNING, "ehandelsloven-8",
    title="the postal address is missing",
    meaning="A website shows the geographic address of the company behind it; rights can be used by post.",
    remedy="add address: street, postal code and place",
)  # fmt: skip
def no_address(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.organisation.address is None:
        yield Breach(("organisation",), "the organisation has no postal address")


@rule(
    "HJ305", "ID-CONTACT", ERROR, "gdpr-13",
    title="there is no way to reach the controller",
    meaning="Contact details are part of the information duty. Neither e-mail nor telephone is given.",
    remedy="add email: or phone:",
)  # fmt: skip
def no_contact(map: DataMap, today: date) -> Iterator[Breach]:
    organisation = map.declaration.organisation
    if organisation.email is None and organisation.phone is None:
        yield Breach(("organisation",), "the organisation has neither e-mail nor telephone")


@rule(
    "HJ306", "ID-DPO", WARNING, "gdpr-37",
    title="nothing is said about a data protection officer",
    meaning="If there is a data protection officer, the reader is told how to reach them; if not, say that.",
    remedy="write data_protection_officer: none, or their name and e-mail",
)  # fmt: skip
def silent_on_officer(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.organisation.data_protection_officer is None:
        yield Breach(("organisation",), "whether there is a data protection officer is not said")


@rule(
    "HJ307", "ID-DPO", ERROR, "gdpr-13",
    title="the data protection officer cannot be reached",
    meaning="The contact details of the data protection officer are part of the information duty.",
    remedy="add email: or phone: to data_protection_officer",
)  # fmt: skip
def unreachable_officer(map: DataMap, today: date) -> Iterator[Breach]:
    officer = map.declaration.organisation.data_protection_officer
    if isinstance(officer, Contact) and officer.email is None and officer.phone is None:
        yield Breach(
            ("organisation", "data_protection_officer"),
            "the data protection officer has no e-mail or telephone",
        )


@rule(
    "HJ308", "VERSION-DATE", ADVICE, "gdpr-12-1",
    title="the statement is dated far in the future",
    meaning="The date tells from when this version applies; until that day the one before it stands. More than a year ahead is most often a slip.",
    remedy="correct valid_from, if that year is not meant",
)  # fmt: skip
def dated_in_the_future(map: DataMap, today: date) -> Iterator[Breach]:
    valid_from = map.declaration.statement.valid_from
    if valid_from > today + A_YEAR:
        yield Breach(
            ("statement", "valid_from"), f"the statement applies from {valid_from}, more than a year ahead"
        )


@rule(
    "HJ309", "STALE", WARNING, "gdpr-5-2",
    title="the statement has not been reviewed in time",
    meaning="The declared interval of review has passed since the last review, or since the version's date.",
    remedy="read it through against what you do, then set changes.last_reviewed",
)  # fmt: skip
def stale(map: DataMap, today: date) -> Iterator[Breach]:
    changes, statement = map.declaration.changes, map.declaration.statement
    if changes is None:
        return
    reviewed = changes.last_reviewed or statement.valid_from
    if reviewed + changes.reviewed_every < today:
        at = ("changes", "last_reviewed") if changes.last_reviewed else ("statement", "valid_from")
        yield Breach(at, f"last reviewed {reviewed}; the promise is every {changes.reviewed_every}")


@rule(
    "HJ310", "ID-SITES", ADVICE, "gdpr-13",
    title="no website is named",
    meaning="Cookies or a web log are declared, but not on which sites; the statement's scope is unclear.",
    remedy="list the domains in organisation.sites",
)  # fmt: skip
def no_sites(map: DataMap, today: date) -> Iterator[Breach]:
    declaration = map.declaration
    if (declaration.cookies or declaration.web_log) and not declaration.organisation.sites:
        yield Breach(("organisation",), "cookies or a web log are declared, and no website is named")


RULES = (
    no_legal_name, no_orgnr, wrong_orgnr, no_address, no_contact, silent_on_officer, unreachable_officer,
    dated_in_the_future, stale, no_sites,
)  # fmt: skip
