"""What the texts claim: that use is consent, that nobody gets data, that data are anonymous."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from .rule import ERROR, WARNING, Breach, rule
from .texts import NUMBER, Phrase, Words, matches, quoted, says, sentences

_BY_USE = Phrase(
    re.compile(
        r"ved å (bruke|besøke|benytte|fortsette|bestille|handle)\b.*"
        r"\b(samtykker|godtar|aksepterer|godkjenner)|"
        r"bruk av (tjenest|nettst|nettsid|siden).*\b(samtykke|aksept|godta)|"
        r"forutsetter at du (godtar|samtykker|aksepterer)|"
        r"ikke bruke? .*\b(hvis|med mindre|dersom)\b|"
        r"by (using|visiting|continuing|ordering|browsing)\b.*\b(agree|consent|accept)|"
        r"use of (our|the|this) .*\b(constitutes|implies|means|is) .*consent|"
        r"do not use (our|the|this) .*\b(unless|if)\b"
    ),
    ("samtykke", "godta", "aksept", "godkjenner", "ikke bruk", "agree", "consent", "accept", "do not use"),
)
_DENIED = re.compile(r"\b(ikke|aldri|not|never|no longer|isn't|is no)\b")
_STOP_USING = re.compile(r"ikke bruk|do not use")
_COMPANY = re.compile(r"((?:[A-ZÆØÅ][\w&.-]*\s+){1,4}(?:AS|ASA|AB|BA|SA|Ltd|Inc|GmbH))\b")
_BODIES = re.compile(r"\b(Difi|Digdir|Direktoratet for [\w ]+?ikt|Altinn Lønn|Norsk Helsenett|SSB)\b")
_ABSOLUTE = Phrase(
    re.compile(
        r"\b(aldri|under ingen omstendighet\w*|ikke under noen omstendighet\w*|never|under no circumstances|"
        r"in no case)\b"
    ),
    ("aldri", "omstendighet", "never", "circumstances", "no case"),
)
_ANONYMOUS = Phrase(
    re.compile(
        r"(ikke |not )?\b(anonym\w*|avidentifiser\w*|de-?identif\w*|anonymi[sz]ed)|identifiserer ingen|"
        r"identif(ies|y) nobody"
    ),
    ("anonym", "identif"),
)
_COMPANY_DATA = Phrase(
    re.compile(
        r"(opplysninger|data) om (firmaet|bedriften|selskapet)( ditt| din| deres)? er personopplysninger|"
        r"(firmaets|bedriftens|selskapets|your company's) (personopplysninger|personal data)|"
        r"data about (your|the) company (is|are) personal data"
    ),
    ("personopplysninger", "personal data"),
)
_DENIED_SHARING = Phrase(
    re.compile(
        r"(deler|utleverer|gir) (aldri|ikke) (opplysninger|data|personopplysninger)|(aldri|ikke) (delt|"
        r"utlevert) (til|med)|"
        r"(never|do not|don't) (share|disclose|pass on|give)|(not|never) (shared|disclosed|passed on)"
    ),
    ("deler", "utlever", "gir ", "delt", "share", "disclose", "pass", "give"),
)
_EXCEPTION = re.compile(
    r"andre enn|unntatt|uten\b|med mindre|bortsett fra|utover|"
    r"other than|but those|anyone but|anybody but|except|unless|without|beyond"
)
_LONG_WORD = re.compile(r"\w{5,}")


@rule(
    "HJ802", "CONSENT-BUNDLED", ERROR, "gdpr-7-2",
    title="the text takes use for consent",
    meaning="The statement informs; nobody consents by using a service, ordering or reading it.",
    remedy="remove the sentence, and ask for consent on its own where it is needed",
)  # fmt: skip
def consent_by_use(map: DataMap, today: date) -> Iterator[Breach]:
    def wrong(said: Words) -> bool:
        return _BY_USE.search(said.low) is not None and any(
            _BY_USE.search(part) and (_STOP_USING.search(part) or not _DENIED.search(part))
            for part in sentences(said.low)
        )

    for said in matches(map, wrong):
        yield Breach(said.at, "the text takes use for consent")


@rule(
    "HJ808", "FOREIGN-NAME", WARNING, "gdpr-12-1",
    title="another organisation's name stands in the text",
    meaning="The name is neither ours nor a recipient's: a text copied from somebody else, or a recipient"
    " that is"
    " not declared.",
    remedy="put in the right name, or declare the recipient",
)  # fmt: skip
def foreign_name(map: DataMap, today: date) -> Iterator[Breach]:
    declaration = map.declaration
    ours = " | ".join(
        [declaration.organisation.name, *(r.name for r in declaration.recipients.values())]
    ).lower()

    def stranger(text: str) -> str | None:
        names = [found.split()[-2:] for found in _COMPANY.findall(text)] + [
            [b] for b in _BODIES.findall(text)
        ]
        return next((" ".join(name) for name in names if " ".join(name).lower() not in ours), None)

    for said in matches(map, lambda said: stranger(said.text) is not None):
        yield Breach(said.at, f"“{stranger(said.text)}” is neither we nor a recipient")


@rule(
    "HJ810", "NEVER-CLAIM", WARNING, "gdpr-5-1-a",
    title="an absolute promise that nothing tests",
    meaning="“Never” is easily written and easily broken. As an entry under never: it is tested, and printed"
    " only"
    " while it holds.",
    remedy="move the sentence to never: with its kind, or say what you do instead",
)  # fmt: skip
def untested_never(map: DataMap, today: date) -> Iterator[Breach]:
    claims = [says.nb + " " + says.en for says in (never.says for never in map.declaration.never.values())]
    claims += [promise.says.nb + " " + promise.says.en for promise in map.declaration.promises.values()]
    tested = [_stems(claim) for claim in claims]

    def wrong(said: Words) -> bool:
        if not _ABSOLUTE.search(said.low) or (said.at[:2] == ("statement", "in_short") and tested):
            return False
        # A sentence with a period in it is held by the keep lines.
        return any(
            _ABSOLUTE.search(part) and not NUMBER.search(part) and not _is_among(part, tested)
            for part in sentences(said.low)
        )

    # How identity is checked is held by identity_check.how, not by a claim.
    for said in matches(map, wrong, frozenset(("never", "promises", "identity_check"))):
        yield Breach(said.at, f"{quoted(said, _ABSOLUTE)} is promised, and nothing tests it")


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _LONG_WORD.findall(text.lower())} - {"aldri", "never"}


def _is_among(sentence: str, tested: list[set[str]]) -> bool:
    """Whether a tested claim seems to say the same: two stems, or half of them, are in both."""
    said = _stems(sentence)
    return any(len(said & claim) >= min(2, (len(said) + 1) // 2) for claim in tested)


@rule(
    "HJ811", "VENUE", ERROR, "gdpr-13",
    title="the choice of court is limited",
    meaning="A person may bring a case where the company is established or where they live (Art. 79(2)). A"
    " statement cannot take that away.",
    remedy="name the court without limiting, and add that the person may also choose the court where they"
    " live",
)  # fmt: skip
def limited_venue(map: DataMap, today: date) -> Iterator[Breach]:
    venue = map.declaration.complaint.venue if map.declaration.complaint else None
    if venue is None:
        return
    if re.search(r"\b(kun|bare|eneste|eksklusiv\w*|only|exclusive\w*|sole|skal|must)\b", venue, re.I):
        yield Breach(("complaint", "venue"), "the court seems to be the only one")


@rule(
    "HJ814", "SCOPE-LEGALPERSON", WARNING, "gdpr-5-1-a",
    title="the text calls a company's data personal data",
    meaning="Data about a company are not personal data; those about the people in it are.",
    remedy="write about the persons: contact persons, sole traders",
)  # fmt: skip
def company_data(map: DataMap, today: date) -> Iterator[Breach]:
    for at, found in says(map, _COMPANY_DATA):
        yield Breach(at, f"{found}: a company is no natural person")


@rule(
    "HJ816", "ANON-CLAIM", WARNING, "gdpr-5-1-a",
    title="data are called anonymous",
    meaning="What can be tied to a person by a number, a cookie or a key kept elsewhere is personal data."
    " “De-identified” is pseudonymised.",
    remedy="write pseudonymised, or promise it under never: (no_identifier_in_statistics), where it is"
    " tested",
)  # fmt: skip
def called_anonymous(map: DataMap, today: date) -> Iterator[Breach]:
    kinds = {never.kind for never in map.declaration.never.values()}
    if "no_identifier_in_statistics" in kinds:
        return

    def wrong(said: Words) -> bool:
        found = _ANONYMOUS.search(said.low)
        return found is not None and not found[1]

    # "Erased or anonymised" among promises says what is done, not what the data are.
    for said in matches(map, wrong, frozenset(("promises",))):
        yield Breach(said.at, f"{quoted(said, _ANONYMOUS)} is promised, and nothing tests it")


@rule(
    "HJ818", "CLAIM-CONTRADICTED", WARNING, "gdpr-5-1-a",
    title="the text denies sharing, and there are recipients",
    meaning="“We share with nobody” is not true of a company with suppliers. The sentence contradicts the"
    " list.",
    remedy="write that you share with nobody but those named",
)  # fmt: skip
def denied_sharing(map: DataMap, today: date) -> Iterator[Breach]:
    def wrong(said: Words) -> bool:
        return _DENIED_SHARING.search(said.low) is not None and any(
            _DENIED_SHARING.search(part) and not _EXCEPTION.search(part) for part in sentences(said.low)
        )

    if map.declaration.recipients:
        for said in matches(map, wrong):
            yield Breach(
                said.at, f"sharing is denied, and there are {len(map.declaration.recipients)} recipients"
            )


RULES = (
    consent_by_use, foreign_name, untested_never, limited_venue, company_data, called_anonymous,
    denied_sharing,
)  # fmt: skip
