"""The statement for machines: JSON-LD in the words of the W3C's Data Privacy Vocabulary (DPV 2.3).

Who is responsible, and for each purpose: its basis, whose data, which data, who gets it, and how long it is kept."""

from __future__ import annotations

import json
from typing import Any, Final

from ..datamap import DataMap, Purpose
from ..declaration.company import Recipient
from ..terms import NO_CATEGORY, NO_PERSON, Basis, Role
from .clocks import Clocks
from .language import Tongue, capital, unique

CONTEXT: Final = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
NOTICE: Final = "#notice"
ORGANISATION: Final = "#organisation"
PAGES: Final = {"nb": "personvern", "en": "privacy"}

_BASES: Final = {
    Basis.CONSENT: "eu-gdpr:A6-1-a",
    Basis.CONTRACT: "eu-gdpr:A6-1-b",
    Basis.LEGAL_OBLIGATION: "eu-gdpr:A6-1-c",
    Basis.VITAL_INTERESTS: "eu-gdpr:A6-1-d",
    Basis.PUBLIC_TASK: "eu-gdpr:A6-1-e",
    Basis.LEGITIMATE_INTERESTS: "eu-gdpr:A6-1-f",
}
_ROLES: Final = {
    "processor": "dpv:DataProcessor",
    "joint_controller": "dpv:JointDataControllers",
    "independent_controller": "dpv:DataController",
    "controller": "dpv:DataController",
}
_RIGHTS: Final = {
    "access": "eu-gdpr:A15",
    "rectification": "eu-gdpr:A16",
    "erasure": "eu-gdpr:A17",
    "restriction": "eu-gdpr:A18",
    "portability": "eu-gdpr:A20",
    "objection": "eu-gdpr:A21",
    "withdrawal": "eu-gdpr:A7-3",
    "human_review": "eu-gdpr:A22",
}

Node = dict[str, Any]


def statement_jsonld(data_map: DataMap, lang: str) -> str:
    return json.dumps(as_graph(data_map, lang), ensure_ascii=False, indent=2) + "\n"


def as_graph(data_map: DataMap, lang: str) -> Node:
    return _Scribe(data_map, lang).document()


class _Scribe:
    def __init__(self, data_map: DataMap, lang: str) -> None:
        self.map, self.declaration, self.lang = data_map, data_map.declaration, lang
        self.tongue = Tongue(lang)
        self.clocks = Clocks(data_map, self.tongue)

    def document(self) -> Node:
        mail = self.declaration.mail
        base = {"@base": f"{mail.site.rstrip('/')}/{PAGES[self.lang]}"} if mail else {}
        kept = unique(name for purpose in self.map.purposes.values() for name in _categories(purpose))
        return {
            "@context": {**CONTEXT, **base},
            "@graph": [
                self.notice(),
                self.organisation(),
                *(self.subject(name) for name in self.declaration.subjects),
                *(self.category(name) for name in kept),
                *(self.recipient(name, one) for name, one in self.declaration.recipients.items()),
                *(self.process(one) for one in self.map.purposes.values()),
            ],
        }

    def notice(self) -> Node:
        info = self.declaration.statement
        return {
            "@id": NOTICE,
            "@type": "dpv:PrivacyNotice",
            "dct:title": self.said(self.tongue.pick("Personvernerklæring", "Privacy statement")),
            "dct:language": self.lang,
            "dct:hasVersion": str(info.version),
            "dct:identifier": self.map.digest,
            "dct:valid": {"@value": info.valid_from.isoformat(), "@type": "xsd:date"},
        }

    def organisation(self) -> Node:
        one = self.declaration.organisation
        roles = {purpose.declared.role for purpose in self.map.purposes.values()}
        rights = self.declaration.rights
        return _without_empty(
            {
                "@id": ORGANISATION,
                "@type": [
                    *(["dpv:DataController"] if roles - {Role.PROCESSOR} else []),
                    *(["dpv:DataProcessor"] if Role.PROCESSOR in roles else []),
                ],
                "dpv:hasName": one.name,
                "dpv:hasAddress": one.address,
                "dpv:hasContact": [text for text in (one.email, one.phone) if text],
                "dpv:hasIdentifier": one.orgnr,
                "dpv:hasNotice": {"@id": NOTICE},
                "dpv:hasRight": [{"@id": _RIGHTS[name]} for name in rights.offered] if rights else [],
            }
        )

    def subject(self, name: str) -> Node:
        title = self.tongue.text(self.declaration.subjects[name].title)
        return {"@id": _subject(name), "@type": "dpv:DataSubject", "dct:title": self.said(title)}

    def category(self, name: str) -> Node:
        one = self.declaration.categories[name]
        kinds = ["dpv:PersonalData", *(["dpv:SpecialCategoryPersonalData"] if one.special else [])]
        return {"@id": _category(name), "@type": kinds, "dct:title": self.said(self.tongue.text(one.title))}

    def recipient(self, name: str, one: Recipient) -> Node:
        roles = one.role.values() if isinstance(one.role, dict) else (one.role,)
        return {
            "@id": _recipient(name),
            "@type": ["dpv:Recipient", *unique(_ROLES[role] for role in roles)],
            "dpv:hasName": one.name,
            "dpv:hasCountry": one.country,
            "dct:description": self.said(self.tongue.text(one.does)),
        }

    def process(self, purpose: Purpose) -> Node:
        declared = purpose.declared
        ours = "dpv:hasDataProcessor" if declared.role is Role.PROCESSOR else "dpv:hasDataController"
        kinds = [kind for kind in declared.for_ if kind != NO_PERSON]
        return _without_empty(
            {
                "@id": f"#purpose-{purpose.name}",
                "@type": "dpv:Process",
                "dpv:hasPurpose": {
                    "@type": "dpv:DirectMarketing" if declared.direct_marketing else "dpv:Purpose",
                    "dct:title": self.said(capital(self.tongue.text(declared.title))),
                },
                ours: {"@id": ORGANISATION},
                "dpv:hasLegalBasis": [
                    {"@id": name} for name in unique(_BASES[b] for b in purpose.basis.values() if b in _BASES)
                ],
                "dpv:hasDataSubject": [{"@id": _subject(kind)} for kind in kinds],
                "dpv:hasPersonalData": [{"@id": _category(name)} for name in _categories(purpose)],
                "dpv:hasRecipient": [{"@id": _recipient(name)} for name in declared.recipients],
                "dpv:hasStorageCondition": [
                    {"@type": "dpv:StorageCondition", "dct:description": self.said(text)}
                    for text in self.kept(purpose)
                ],
            }
        )

    def kept(self, purpose: Purpose) -> tuple[str, ...]:
        declared = purpose.declared
        lines = declared.keep if declared.keep != "use_only" else ()
        return unique(
            capital(f"{self.clocks.what(line)}: {self.clocks.kept(line, declared)}")
            for line in lines
            if self.clocks.is_shown(line)
        )

    def said(self, text: str) -> Node:
        return {"@value": text, "@language": self.lang}


def _categories(purpose: Purpose) -> tuple[str, ...]:
    return unique(name for line in purpose.lines for name in sorted(line.categories) if name != NO_CATEGORY)


def _subject(name: str) -> str:
    return f"#subject-{name}"


def _category(name: str) -> str:
    return f"#category-{name}"


def _recipient(name: str) -> str:
    return f"#recipient-{name}"


def _without_empty(node: Node) -> Node:
    return {key: value for key, value in node.items() if value}
