from tests.core.lint.breaking import breaks

_CRYPTO = "{title: {nb: Kryptering, en: Encryption}, kind: technical"
_CRYPTO_LINE = (
    "  crypto: {title: {nb: Kryptering, en: Encryption}, kind: technical, classes: [personal], tested_every:"
    " 12 months,"
    " last_tested: 2026-05-01, owner: Kari}\n"
)

CASES = (
    breaks("HJ751", (_CRYPTO_LINE, ""), at="measures:"),
    breaks(
        "HJ752",
        (
            "  extra: {title: {nb: annet, en: other things}}",
            "  extra: {title: {nb: annet, en: other things}, security: strict}",
        ),
        at="measures:",
    ),
    breaks("HJ753", ("last_tested: 2026-05-01", "last_tested: 2025-05-01")),
    breaks(
        "HJ754", ("kind: physical, classes: [personal], owner: Kari}", "kind: physical, classes: [personal]}")
    ),
    breaks(
        "HJ755",
        ("training: {title: {nb: Opplæring hvert år, en: Training every year}, every: 12 months}\n", ""),
        at="hjemmel: 1",
    ),
    breaks(
        "HJ756",
        (
            "assessments:\n  risk: {title: {nb: Vurdering av risiko, en: Assessment of risk}, every: 12"
            " months,"
            " last_done: 2026-04-01}\n",
            "",
        ),
        at="hjemmel: 1",
    ),
    breaks("HJ757", ("last_done: 2026-04-01", "last_done: 2025-04-01")),
    breaks("HJ758", ("breach: {authority_within_hours: 72}\n", ""), at="hjemmel: 1"),
    breaks("HJ759", ("authority_within_hours: 72", "authority_within_hours: 96")),
    breaks("HJ760", ("major: [new_purpose, new_recipient, ", "major: [new_purpose, ")),
    breaks("HJ761", ("told_before: 30 days, ", ""), at="changes:"),
    breaks(
        "HJ762", ("    encrypted: true\n    encryption_reason: Kundedata hos leverandør.\n", ""), at="  shop:"
    ),
    breaks(
        "HJ763", (_CRYPTO, "{title: {nb: Brukernavn og passord, en: User name and password}, kind: technical")
    ),
)
