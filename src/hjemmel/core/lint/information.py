"""What the persons are told (Art. 13, 14): who is covered, sources, notices, machines that decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap, KindByColumn, Purpose
from ..statutes import ART14_NOTICE
from ..terms import NO_PERSON, Basis, Role
from .rule import ADVICE, ERROR, WARNING, Breach, rule

_FROM_OTHERS = {"others", "public", "bought", "partner", "authority", "credit_bureau"}
_LIKE_PROFILING = re.compile(
    r"profil(er|ing)|personlig tilpass|personaliser|kredittvurder|kredittsjekk|credit check|scor(e|ing)", re.I
)
MOST_IN_SHORT = 6


def own_purposes(map: DataMap) -> list[Purpose]:
    """The purposes that we decide on, alone or jointly: towards these persons we owe the information."""
    return [purpose for purpose in map.purposes.values() if purpose.declared.role is not Role.PROCESSOR]


@rule(
    "HJ311", "PROVISION", ERROR, "gdpr-13",
    title="whether data must be given is not said",
    meaning="Whoever is asked for data is told whether they must give it, and what happens if not.",
    remedy="add must_give: to the subject, in both languages",
)  # fmt: skip
def silent_on_provision(map: DataMap, today: date) -> Iterator[Breach]:
    sources = map.declaration.sources
    asked = {
        kind
        for purpose in own_purposes(map)
        if any(sources[name].kind == "person" for name in purpose.declared.sources)
        for kind in purpose.kinds
    }
    for name, subject in map.declaration.subjects.items():
        if subject.must_give is None and name in asked:
            yield Breach(("subjects", name), f'subject "{name}" is not told whether data must be given')


@rule(
    "HJ312", "CAT-LIST", WARNING, "gdpr-14",
    title="what we have about a group is not described",
    meaning="Each group of people reads in plain words which data there is about them.",
    remedy="add about: one or two plain sentences, in both languages",
)  # fmt: skip
def undescribed_subject(map: DataMap, today: date) -> Iterator[Breach]:
    for name, subject in map.declaration.subjects.items():
        if subject.about is None:
            yield Breach(("subjects", name), f'what we have about subject "{name}" is not described')


@rule(
    "HJ313", "SUBJECT-GAP", ERROR, "gdpr-13",
    title="a group of people is named, and nothing is said to it",
    meaning="The group is declared but no purpose is for it: neither purpose, basis nor period would be"
    " told.",
    remedy="add the subject to the for: of its purposes, or remove it",
)  # fmt: skip
def subject_without_purpose(map: DataMap, today: date) -> Iterator[Breach]:
    covered = {kind for purpose in map.purposes.values() for kind in purpose.kinds}
    for name in map.declaration.subjects:
        if name not in covered:
            yield Breach(("subjects", name), f'no purpose is for subject "{name}"')


@rule(
    "HJ314", "ACTIVITY-THIN", WARNING, "gdpr-13",
    title="a purpose does not say where its data come from",
    meaning="A purpose without sources leaves its part of the statement and of the record half empty.",
    remedy="add sources: to the purpose",
)  # fmt: skip
def purpose_without_sources(map: DataMap, today: date) -> Iterator[Breach]:
    for purpose in own_purposes(map):
        if not purpose.declared.sources:
            yield Breach(("purposes", purpose.name), f'purpose "{purpose.name}" names no source')


@rule(
    "HJ315", "ART14-NOTICE", ERROR, "gdpr-14",
    title="data come from others, and nobody is told",
    meaning="Who did not give the data is told of it within a month, or an exception of Art. 14(5) is named.",
    remedy="add notice_within: to the source, or notice_exception: with the reason",
)  # fmt: skip
def no_notice(map: DataMap, today: date) -> Iterator[Breach]:
    used = {name for purpose in own_purposes(map) for name in purpose.declared.sources}
    for name, source in map.declaration.sources.items():
        told = source.notice_within or source.notice_exception
        if name in used and source.kind in _FROM_OTHERS and told is None:
            yield Breach(("sources", name), f'source "{name}" is not the person, and no notice is planned')


@rule(
    "HJ316", "ART14-NOTICE", ERROR, "gdpr-14",
    title="the notice about data from others comes too late",
    meaning="The notice is due within a month of getting the data, at first contact or at first disclosure.",
    remedy="write notice_within: 1 month, or less",
)  # fmt: skip
def late_notice(map: DataMap, today: date) -> Iterator[Breach]:
    for name, source in map.declaration.sources.items():
        if source.notice_within and source.notice_within.about_days > ART14_NOTICE.about_days + 1:
            yield Breach(
                ("sources", name, "notice_within"),
                f'persons in source "{name}" are told after {source.notice_within}',
            )


@rule(
    "HJ317", "SOURCE-MISSING", WARNING, "gdpr-14",
    title="columns with personal data have no source",
    meaning="An answer to an access request names the source of each datum that the person did not give.",
    remedy="add source: to the group of columns",
)  # fmt: skip
def fields_without_source(map: DataMap, today: date) -> Iterator[Breach]:
    own = {line.collection for purpose in own_purposes(map) for line in purpose.lines}
    for full, collection in map.collections.items():
        if full not in own:
            continue
        system, _, name = full.partition(".")
        for group in collection.groups:
            if group.is_personal and not group.sources:
                at = ("systems", system, "collections", name, "fields", group.number)
                yield Breach(at, f"{full}: no source for {', '.join(group.columns)}")


@rule(
    "HJ318", "ART14-NOTICE", WARNING, "gdpr-14",
    title="a public source is not said to be public",
    meaning="The reader is told whether data came from sources that are open to all.",
    remedy="add public: true to the source",
)  # fmt: skip
def public_source_unsaid(map: DataMap, today: date) -> Iterator[Breach]:
    for name, source in map.declaration.sources.items():
        if source.kind == "public" and not source.public:
            yield Breach(("sources", name), f'source "{name}" is open to all, and the text does not say so')


@rule(
    "HJ319", "AUTODEC", ERROR, "gdpr-22",
    title="a machine decides alone without a ground for it",
    meaning="A decision with legal or similar effect may be left to a machine only for a contract, by law or"
    " with explicit consent.",
    remedy="let a person decide (human_decides: true), or rest the purpose on contract, law or consent",
)  # fmt: skip
def machine_decides(map: DataMap, today: date) -> Iterator[Breach]:
    allowed = {Basis.CONSENT, Basis.CONTRACT, Basis.LEGAL_OBLIGATION}
    for name, purpose in map.purposes.items():
        automated = purpose.declared.automated
        if not automated or automated.kind != "decision" or automated.human_decides:
            continue
        if set(purpose.basis.values()) - allowed:
            yield Breach(("purposes", name, "automated"), f'in purpose "{name}" a machine decides alone')


@rule(
    "HJ320", "AUTODEC", WARNING, "gdpr-13",
    title="a purpose sounds like profiling, and its logic is not told",
    meaning="Profiling and automated decisions are announced with their logic and what they lead to.",
    remedy="add automated: with kind, logic and consequence",
)  # fmt: skip
def profiling_unsaid(map: DataMap, today: date) -> Iterator[Breach]:
    for purpose in own_purposes(map):
        title = f"{purpose.declared.title.nb} {purpose.declared.title.en}"
        if purpose.declared.automated is None and _LIKE_PROFILING.search(title):
            yield Breach(
                ("purposes", purpose.name, "title"),
                f'purpose "{purpose.name}" sounds like profiling without saying how',
            )


@rule(
    "HJ321", "IN-SHORT", ADVICE, "gdpr-12-1",
    title="the statement has no short form",
    meaning="Up to six sentences stand first, so that the reader gets the whole before the details.",
    remedy="add statement.in_short: three to six sentences",
)  # fmt: skip
def nothing_in_short(map: DataMap, today: date) -> Iterator[Breach]:
    count = len(map.declaration.statement.in_short)
    if not 1 <= count <= MOST_IN_SHORT:
        yield Breach(("statement", "in_short"), f"the short form has {count} sentences")


@rule(
    "HJ322", "CHANNEL-NOTICE", WARNING, "gdpr-13",
    title="data are collected in a channel where no information is given",
    meaning="The information is given when data are collected, in whatever way that happens.",
    remedy="give the notice there and set notice_given: true",
)  # fmt: skip
def silent_channel(map: DataMap, today: date) -> Iterator[Breach]:
    for name, channel in map.declaration.channels.items():
        if not channel.notice_given:
            yield Breach(("channels", name), f'no information is given in channel "{name}"')


@rule(
    "HJ323", "JOINT-ESSENCE", ERROR, "gdpr-26",
    title="the arrangement with a joint controller is not told",
    meaning="Joint controllers make the essence of their arrangement available to the persons.",
    remedy="add agreement: with essence: to the joint controller among the recipients",
)  # fmt: skip
def joint_without_essence(map: DataMap, today: date) -> Iterator[Breach]:
    recipients = map.declaration.recipients
    joint = {name for name, r in recipients.items() if "joint_controller" in roles_of(r.role)}
    for name in joint:
        agreement = recipients[name].agreement
        if agreement is None or agreement.essence is None:
            yield Breach(("recipients", name), f'the essence of the arrangement with "{name}" is not told')
    for name, purpose in map.purposes.items():
        if purpose.declared.role is Role.JOINT and not joint & set(purpose.declared.recipients):
            yield Breach(
                ("purposes", name, "role"),
                f'purpose "{name}" has a joint controller, and none is among its recipients',
            )


def roles_of(role: str | dict[str, str] | object) -> set[str]:
    """A recipient's roles, over all purposes."""
    return {str(one) for one in role.values()} if isinstance(role, dict) else {str(role)}


@rule(
    "HJ324", "SCOPE-LEGALPERSON", WARNING, "gdpr-5-1-a",
    title="companies are treated as persons",
    meaning="The rights belong to natural persons. A row about a company is about nobody, unless it is a sole"
    " proprietorship.",
    remedy="map the value to none",
)  # fmt: skip
def company_as_person(map: DataMap, today: date) -> Iterator[Breach]:
    companies = {"company", "as", "asa", "bedrift", "firma", "selskap", "limited_company"}
    for full, collection in map.collections.items():
        kind = collection.whose.kind
        if collection.whose.path or not isinstance(kind, KindByColumn):
            continue
        system, _, name = full.partition(".")
        for value, subject in kind.values:
            if str(value).lower() in companies and subject != NO_PERSON:
                at = ("systems", system, "collections", name, "about", "values", str(value))
                yield Breach(at, f'{full}: a company ("{value}") is treated as subject "{subject}"')


RULES = (
    silent_on_provision, undescribed_subject, subject_without_purpose, purpose_without_sources, no_notice,
    late_notice, fields_without_source, public_source_unsaid, machine_decides, profiling_unsaid,
    nothing_in_short, silent_channel, joint_without_essence, company_as_person,
)  # fmt: skip
