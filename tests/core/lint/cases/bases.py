from tests.core.lint.breaking import breaks

_INTEREST = "    interest: {nb: selge mer, en: sell more, balanced_on: 2026-03-01}\n"

CASES = (
    breaks("HJ331", ("    basis: contract\n", "    basis: instruction\n")),
    breaks("HJ332", ("consent_asked: separately", "consent_asked: by_use")),
    breaks("HJ333", ("    consent_asked: separately\n", ""), at="  newsletter:"),
    breaks(
        "HJ334",
        ("    basis: contract\n", "    basis: consent\n    consent_asked: separately\n"),
        ("    basis: legal_obligation\n    law: bokforingsloven-13-primary\n", "    basis: consent\n"),
        (
            "    basis: legitimate_interests\n" + _INTEREST,
            "    basis: consent\n    consent_asked: separately\n",
        ),
        at="purposes:",
        also="HJ333 HJ335",
    ),
    breaks(
        "HJ335",
        ("    basis: legal_obligation\n    law: bokforingsloven-13-primary\n", "    basis: contract\n"),
        at="      - in: [shop.invoices]",
    ),
    breaks(
        "HJ336",
        (
            "    basis: legal_obligation\n    law: bokforingsloven-13-primary\n",
            "    basis: legal_obligation\n",
        ),
    ),
    breaks("HJ337", (_INTEREST, ""), at="basis: legitimate_interests"),
    breaks("HJ338", (_INTEREST, "    interest: {nb: selge mer, en: sell more}\n")),
    breaks("HJ339", (_INTEREST, _INTEREST.replace("2026", "2020"))),
    breaks(
        "HJ340", ("      - {facts: consents, after: withdrawn, period: 3 years}\n", ""), at="basis: consent"
    ),
    breaks("HJ341", ("en: customer}\n", "en: customer}\n    children: true\n"), at="basis: consent"),
    breaks("HJ342", ("    basis: contract\n", "    basis: contract\n" + _INTEREST), at=_INTEREST.strip()),
    breaks(
        "HJ343",
        ("    basis: contract\n", "    basis: {customer: contract, none: contract}\n"),
    ),
)
