"""The closed vocabularies: words of the law and of the product that every other module uses."""

from __future__ import annotations

from enum import Enum


class Tri(Enum):
    """Three-valued truth (Kleene). UNKNOWN is an answer: neither a permission to erase nor one to use."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    # By identity, and in C: an enum's own hash and its `value` are Python, and this is asked millions of times.
    __hash__ = object.__hash__

    def __and__(self, other: Tri) -> Tri:
        return self if self._value_ <= other._value_ else other

    def __or__(self, other: Tri) -> Tri:
        return self if self._value_ >= other._value_ else other

    def __invert__(self) -> Tri:
        return _OPPOSITE[self]

    @staticmethod
    def of(claim: bool) -> Tri:
        return _OF_CLAIM[claim]


_OPPOSITE = {Tri.NO: Tri.YES, Tri.UNKNOWN: Tri.UNKNOWN, Tri.YES: Tri.NO}
_OF_CLAIM = (Tri.NO, Tri.YES)


class Basis(Enum):
    """Legal bases of Art. 6(1), and the processor's instruction (Art. 28(3)(a), 29)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"
    INSTRUCTION = "instruction"

    @property
    def article(self) -> str:
        return _ARTICLES[self]


_ARTICLES = {
    Basis.CONSENT: "6(1)(a)",
    Basis.CONTRACT: "6(1)(b)",
    Basis.LEGAL_OBLIGATION: "6(1)(c)",
    Basis.VITAL_INTERESTS: "6(1)(d)",
    Basis.PUBLIC_TASK: "6(1)(e)",
    Basis.LEGITIMATE_INTERESTS: "6(1)(f)",
    Basis.INSTRUCTION: "28(3)(a)",
}


class Role(Enum):
    """Who decides purposes and means (Art. 4(7), 4(8), 26)."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    JOINT = "joint_controller"


class WhenDue(Enum):
    """What a collection does with a row that certainly has no ground left."""

    ERASE = "erase"
    OVERWRITE = "overwrite"
    RETURN = "return"
    ASK = "ask"


class Mode(Enum):
    """`watch`: read-only, plans are work lists. `act`: Hjemmel carries plans out."""

    WATCH = "watch"
    ACT = "act"


class ChannelKind(Enum):
    """How a message reaches somebody. The rules of markedsføringsloven §§ 12-15 follow the kind."""

    EMAIL = "email"
    SMS = "sms"
    POST = "post"
    TELEPHONE = "telephone"
    OTHER_ELECTRONIC = "other_electronic"


class MarketingRule(Enum):
    """What it takes to reach a group of people with offers, as the company has declared it."""

    CONSENT = "consent"
    EXISTING_CUSTOMER = "existing_customer"
    OPT_OUT = "opt_out"
    RESERVATION_REGISTER = "reservation_register"
    NEVER = "never"


class Grade(Enum):
    """How a promise is proved: by records, by a probe, or by a person's word that expires."""

    MEASURED = "measured"
    TESTED = "tested"
    ATTESTED = "attested"


class Verdict(Enum):
    KEPT = "KEPT"
    AT_RISK = "AT RISK"
    BROKEN = "BROKEN"
    UNKNOWN = "UNKNOWN"


class Security(Enum):
    """Security class of a field; measures follow it (Art. 32)."""

    OPEN = "open"
    INTERNAL = "internal"
    PERSONAL = "personal"
    STRICT = "strict"


class Special(Enum):
    """Why a category is special: Art. 9(1), Art. 10, or a unique means of identification (pol. § 12)."""

    HEALTH = "health"
    UNION = "trade_union_membership"
    ETHNIC = "racial_or_ethnic_origin"
    POLITICAL = "political_opinions"
    BELIEF = "religious_or_philosophical_beliefs"
    GENETIC = "genetic"
    BIOMETRIC = "biometric"
    SEX = "sex_life_or_orientation"
    CRIMINAL = "criminal"
    NATIONAL_NUMBER = "national_number"


class DisclosureGround(Enum):
    """Why data may be given to somebody else. Nothing is given without one of these."""

    CONSENT = "consent"
    """The person has said yes to this recipient (Art. 6(1)(a))."""
    LAW = "law"
    """A law says that we give it, whoever asks (Art. 6(1)(c))."""
    ORDER = "order"
    """A court or an authority orders it in one case."""
    DEBT_COLLECTION = "debt_collection"
    """A justified claim on the person is collected."""
    LEGAL_CLAIM = "legal_claim"
    """A legal claim is established, exercised or defended (Art. 9(2)(f)); so is an offence reported against us."""
    DELIVERY = "delivery"
    """It is needed for an offer, an order or a delivery (Art. 6(1)(b))."""
    AGREEMENT = "agreement"
    """The recipient works for us under a processor agreement, or with us under an arrangement (Art. 28, 26)."""


NO_PERSON = "none"
"""Reserved subject kind: the row is about no natural person, so nothing is decided about it."""

NO_CATEGORY = "none"
"""Reserved category: keys and clocks. Not data about the person in itself; the row keeps it while it stands."""

LANGUAGES = ("nb", "en")
