"""The statement as a TILT document: the information of Art. 12-15 in the schema of the Transparency Information Language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from ..datamap import DataMap, FieldGroup, Purpose
from ..declaration.company import Contact, Recipient
from ..declaration.conduct import RightName
from ..declaration.purposes import KeepLine
from ..period import Period
from ..terms import NO_CATEGORY, Basis
from .clocks import Clocks
from .language import Tongue, capital, unique
from .vocabulary import BASIS, RECIPIENT_ROLE

HOME: Final = "NO"
"""Where the company is, and whose authority a complaint goes to."""
PAGES: Final = {"nb": "personvern", "en": "privacy"}
ASKING: Final = {"nb": "dine-data", "en": "your-data"}

_REFERENCES: Final = {
    Basis.CONSENT: "GDPR-6-1-a",
    Basis.CONTRACT: "GDPR-6-1-b",
    Basis.LEGAL_OBLIGATION: "GDPR-6-1-c",
    Basis.VITAL_INTERESTS: "GDPR-6-1-d",
    Basis.PUBLIC_TASK: "GDPR-6-1-e",
    Basis.LEGITIMATE_INTERESTS: "GDPR-6-1-f",
    Basis.INSTRUCTION: "GDPR-28-3-a",
}

Part = dict[str, Any]


def statement_tilt(data_map: DataMap, lang: str) -> str:
    return json.dumps(as_tilt(data_map, lang), ensure_ascii=False, indent=2) + "\n"


def as_tilt(data_map: DataMap, lang: str) -> Part:
    scribe = _Scribe(data_map, lang)
    return {
        "meta": scribe.meta(),
        "controller": scribe.controller(),
        "dataProtectionOfficer": scribe.officer(),
        "dataDisclosed": [*scribe.disclosed()],
        "thirdCountryTransfers": [*scribe.transfers()],
        "accessAndDataPortability": {
            **scribe.right("access"),
            "dataFormats": ["JSON", "CSV", "PDF"],
        },
        "sources": [*scribe.sources()],
        "rightToInformation": scribe.right("access"),
        "rightToRectificationOrDeletion": scribe.right("rectification", "erasure"),
        "rightToDataPortability": scribe.right("portability"),
        "rightToWithdrawConsent": scribe.right("withdrawal"),
        "rightToComplain": scribe.complaint(),
        "automatedDecisionMaking": scribe.automated(),
        "changesOfPurpose": [],
    }


class _Scribe:
    def __init__(self, data_map: DataMap, lang: str) -> None:
        self.map, self.declaration, self.lang = data_map, data_map.declaration, lang
        self.tongue = Tongue(lang)
        self.clocks = Clocks(data_map, self.tongue)
        mail = data_map.declaration.mail
        self.site = mail.site.rstrip("/") if mail else ""

    # ---- who ---------------------------------------------------------------------------------------------

    def meta(self) -> Part:
        info = self.declaration.statement
        return {
            "_id": f"{self.map.digest[:24]}-{self.lang}",
            "name": self.declaration.organisation.name,
            "created": info.valid_from.isoformat(),
            "modified": info.valid_from.isoformat(),
            "version": info.version,
            "language": self.lang,
            "status": "active",
            "url": f"{self.site}/{PAGES[self.lang]}" if self.site else "",
            "_hash": self.map.digest,
        }

    def controller(self) -> Part:
        one = self.declaration.organisation
        answers = one.answers_for_privacy or Contact(name=one.name)
        return {
            "name": one.name,
            "address": one.address or "",
            "country": HOME,
            "representative": {"name": answers.name, "email": answers.email or one.email or ""},
        }

    def officer(self) -> Part:
        """The schema has no way to say that there is none: then it is said in its name, with whom to write to instead."""
        one = self.declaration.organisation
        officer = one.data_protection_officer
        if isinstance(officer, Contact):
            name, email = officer.name, officer.email
        else:
            name, email = self.tongue.pick("Ingen personvernombud", "No data protection officer"), None
        return {
            "name": name,
            "address": one.address or "",
            "country": HOME,
            "email": email or one.email or "",
        }

    # ---- what, why, how long -----------------------------------------------------------------------------

    def disclosed(self) -> Iterator[Part]:
        for name, category in self.declaration.categories.items():
            purposes = [
                purpose
                for purpose in self.map.purposes.values()
                if any(name in line.categories for line in purpose.lines)
            ]
            if name == NO_CATEGORY or not purposes:
                continue
            bases = dict.fromkeys(basis for purpose in purposes for basis in purpose.basis.values())
            yield {
                "_id": name,
                "category": capital(self.tongue.text(category.title)),
                "purposes": [self.purpose(purpose) for purpose in purposes],
                "legalBases": [
                    {"reference": _REFERENCES[one], "description": self.tongue.text(BASIS[one])}
                    for one in bases
                ],
                "legitimateInterests": [
                    {
                        "exists": True,
                        "reasoning": self.tongue.pick(
                            purpose.declared.interest.nb, purpose.declared.interest.en
                        ),
                    }
                    for purpose in purposes
                    if purpose.declared.interest
                ],
                "recipients": [
                    self.recipient(self.declaration.recipients[one])
                    for one in unique(one for purpose in purposes for one in purpose.declared.recipients)
                ],
                "storage": [{**self.storage(name, purposes), "aggregationFunction": "max"}],
                "nonDisclosure": self.must_give(purposes),
            }

    def purpose(self, purpose: Purpose) -> Part:
        title = purpose.declared.title
        return {
            "purpose": capital(self.tongue.text(title)),
            "description": capital(self.tongue.in_order_to(title)),
        }

    def recipient(self, one: Recipient) -> Part:
        roles = one.role.values() if isinstance(one.role, dict) else (one.role,)
        words = self.tongue.listed([self.tongue.text(RECIPIENT_ROLE[role]) for role in unique(roles)])
        return {"name": one.name, "country": one.country, "category": words}

    def storage(self, category: str, purposes: list[Purpose]) -> Part:
        temporal, conditional = [], []
        for purpose in purposes:
            declared = purpose.declared
            for line in declared.keep if declared.keep != "use_only" else ():
                if not isinstance(line, KeepLine) or category not in line.categories:
                    continue
                if not self.clocks.is_shown(line):
                    continue
                told = capital(self.clocks.kept(line, declared))
                if line.period is None:
                    conditional.append(told)
                else:
                    temporal.append({"description": told, "ttl": _duration(line.period)})
        return {"temporal": temporal, "purposeConditional": [*unique(conditional)]}

    def must_give(self, purposes: list[Purpose]) -> Part:
        bases = {basis for purpose in purposes for basis in purpose.basis.values()}
        kinds = unique(kind for purpose in purposes for kind in purpose.declared.for_)
        asked = [
            self.declaration.subjects[kind].must_give for kind in kinds if kind in self.declaration.subjects
        ]
        said = [self.tongue.text(one) for one in asked if one]
        return {
            "legalRequirement": Basis.LEGAL_OBLIGATION in bases,
            "contractualRegulation": Basis.CONTRACT in bases,
            "obligationToProvide": bool(said),
            "consequences": " ".join(unique(said)),
        }

    def sources(self) -> Iterator[Part]:
        known, found = self.declaration.sources, dict[str, list[str]]()
        for group in self._groups():
            found.setdefault(group.category, []).extend(group.sources)
        for category, names in found.items():
            told = [known[name] for name in unique(names) if name in known]
            if not told:
                continue
            yield {
                "_id": category,
                "dataCategory": capital(self.tongue.text(self.declaration.categories[category].title)),
                "sources": [
                    {
                        "description": capital(self.tongue.text(one.title)),
                        "url": "",
                        "publiclyAvailable": one.public,
                    }
                    for one in told
                ],
            }

    def _groups(self) -> Iterator[FieldGroup]:
        for collection in self.map.collections.values():
            yield from (one for one in collection.groups if one.is_personal and one.category != NO_CATEGORY)

    def transfers(self) -> Iterator[Part]:
        for one in self.declaration.recipients.values():
            if one.transfer is None:
                continue
            ways = {one.transfer.mechanism, one.transfer.fallback}
            yield {
                "country": one.transfer.country,
                "adequacyDecision": {"available": "adequacy" in ways, "description": one.name},
                "appropriateGuarantees": {
                    "available": bool(ways & {"binding_rules", "code_or_certificate"}),
                    "description": one.name,
                },
                "standardDataProtectionClause": {
                    "available": "standard_clauses" in ways,
                    "description": one.name,
                },
            }

    # ---- rights ------------------------------------------------------------------------------------------

    def right(self, *names: RightName) -> Part:
        offered = self.declaration.rights.offered if self.declaration.rights else ()
        email = self.declaration.organisation.email
        return {
            "available": any(name in offered for name in names),
            "description": self.tongue.pick(
                "Skriv til oss, eller bruk siden for det.", "Write to us, or use the page for it."
            ),
            "url": f"{self.site}/{ASKING[self.lang]}" if self.site else "",
            **({"email": email} if email else {}),
        }

    def complaint(self) -> Part:
        declared = self.declaration.complaint
        return {
            "available": declared is not None,
            "description": self.tongue.pick(
                "Den som mener at vi ikke følger reglene, kan klage.",
                "Whoever thinks that we do not follow the rules, can complain.",
            ),
            "url": declared.link if declared else "",
            "supervisoryAuthority": {"name": "Datatilsynet", "country": HOME},
        }

    def automated(self) -> Part:
        found = [
            purpose.declared.automated for purpose in self.map.purposes.values() if purpose.declared.automated
        ]
        return {
            "inUse": bool(found),
            "logicInvolved": " ".join(self.tongue.text(one.logic) for one in found),
            "scopeAndIntendedEffects": " ".join(self.tongue.text(one.consequence) for one in found),
        }


def _duration(period: Period) -> str:
    """As ISO 8601 writes it: `P1Y6M`."""
    parts = ((period.years, "Y"), (period.months, "M"), (period.days, "D"))
    return "P" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0D")
