from tests.core.lint.breaking import breaks

_NAME = "    name: Driftshuset AS\n"
_AGREEMENT = "    agreement: {signed: 2025-01-01, valid_to: 2027-01-01, proof_valid_to: 2027-01-01}\n"
_AT_END = "    at_end: {confirm_within: 30 days}\n"
_COPY = "copy_from: {nb: Skriv til oss., en: Write to us.}"


def abroad(country: str, more: str) -> tuple[str, str]:
    """The recipient's data go there."""
    return (_AT_END, f"{_AT_END}    transfer: {{country: {country}, {more}}}\n")


CASES = (
    breaks("HJ451", (_NAME, "    name: Våre samarbeidspartnere\n")),
    breaks("HJ452", ("    role: processor\n", "    role: independent_controller\n"), at="run_by: drift"),
    breaks(
        "HJ453",
        ("    run_by: drift\n", "    run_by: vert\n"),
        (
            "recipients:\n  drift:\n",
            "recipients:\n  vert: {name: Vert AS, does: {nb: er vert, en: hosts}, role: processor, country:"
            " SE,"
            " agreement: {signed: 2025-01-01}, at_end: {confirm_within: 1 day}}\n  drift:\n",
        ),
        at="run_by: vert",
    ),
    breaks(
        "HJ454",
        (
            "recipients:\n  drift:\n",
            "recipients:\n  ingen: {name: Ingen AS, does: {nb: intet, en: nothing}, role:"
            " independent_controller,"
            " country: SE}\n  drift:\n",
        ),
        at="  ingen:",
    ),
    breaks("HJ455", (_AGREEMENT + _AT_END, ""), at="  drift:"),
    breaks("HJ456", ("valid_to: 2027-01-01, proof", "valid_to: 2026-01-01, proof")),
    breaks("HJ457", ("proof_valid_to: 2027-01-01}", "proof_valid_to: 2027-01-01, clauses: [a, b, c]}")),
    breaks("HJ458", ("proof_valid_to: 2027-01-01", "proof_valid_to: 2026-01-01")),
    breaks("HJ459", ('    country: "NO"\n', "    country: US\n")),
    breaks("HJ460", (_NAME, "    name: Microsoft Ireland Operations Ltd\n"), at="  drift:"),
    breaks("HJ461", abroad("IN", f"mechanism: adequacy, checked_on: 2026-10-01, {_COPY}"), at="transfer:"),
    breaks("HJ462", abroad("US", "mechanism: adequacy, checked_on: 2026-10-01"), at="transfer:"),
    breaks("HJ463", abroad("CH", "mechanism: adequacy, checked_on: 2024-10-01"), at="transfer:"),
    breaks("HJ464", abroad("US", "mechanism: standard_clauses, checked_on: 2026-10-01"), at="transfer:"),
    breaks(
        "HJ465", abroad("SE", f"mechanism: standard_clauses, checked_on: 2026-10-01, {_COPY}"), at="transfer:"
    ),
    breaks("HJ466", ('    country: "NO"\n', "    country: Norge\n")),
    breaks("HJ467", (_AT_END, ""), at="  drift:"),
    breaks("HJ468", (_AT_END, _AT_END + "    only_with_consent: true\n"), at="recipients: [drift]"),
)
