from tests.core.lint.breaking import Edit, breaks

_TERMS = (
    "sub_processing: {sub_processors: none, forward_requests_within: 1 day, incident_notice_within_hours: 24,"
    " clauses: [a, b, c, d, e, f, g, h], at_end: controller_chooses}\n"
)
_CONTROLLERS = """\
  jobs:
    title: {nb: jobber, en: jobs}
    connect: {kind: sql, url: "${JOBS_URL}"}
    backup: {kept: 30 days, restore_tested_on: 2026-10-01}
    encrypted: true
    encryption_reason: Adresser fra kunder.
    collections:
      controllers:
        title: {nb: kunder, en: clients}
        key: [id]
        about: {kind: none}
        when_due: erase
        fields:
          - {columns: [id], category: none, why: key}
      agreements:
        title: {nb: avtaler, en: agreements}
        key: [id]
        about: {kind: none}
        references: {controller_id: jobs.controllers.id}
        when_due: erase
        meaning: {agreement: {signed: signed_on, valid_to: ends_on}}
        fields:
          - {columns: [id, controller_id, signed_on, ends_on], category: none, why: keys and clocks}
      instructions:
        title: {nb: oppdrag, en: jobs}
        key: [id]
        about: {kind: none}
        references: {controller_id: jobs.controllers.id}
        when_due: erase
        meaning: {instruction: {received: received_on}}
        fields:
          - {columns: [id, controller_id, received_on, done_on], category: none, why: keys and clocks}
      addressees:
        title: {nb: mottakere, en: addressees}
        key: [id]
        about: {kind: addressee}
        references: {job_id: jobs.instructions.id}
        identity: {name: label}
        when_due: return
        fields:
          - {columns: [label], category: name}
          - {columns: [id, job_id], category: none, why: keys}
"""
_PURPOSE = """\
  print:
    title: {nb: Trykke på oppdrag, en: Print on instruction}
    for: [addressee]
    role: processor
    basis: instruction
    keep:
      - {in: [jobs.addressees], categories: [name], after: jobs.instructions.done_on, period: 2 months}
"""
_ADDRESSEE = "  addressee: {title: {nb: mottaker, en: addressee}, about: {nb: Navn., en: Name.}}\n"


def as_processor(
    terms: str = _TERMS, systems: str = _CONTROLLERS, purpose: str = _PURPOSE
) -> tuple[Edit, ...]:
    """The small company also prints for others."""
    return (
        ("subjects:\n", "subjects:\n" + _ADDRESSEE),
        ("systems:\n", terms + "systems:\n" + systems),
        ("purposes:\n  deliver:\n", "purposes:\n" + purpose + "  deliver:\n"),
    )


def without(part: str) -> tuple[Edit, ...]:
    assert part in _TERMS
    return as_processor(_TERMS.replace(part, ""))


CASES = (
    breaks(
        "HJ501",
        *as_processor(
            terms="", purpose=_PURPOSE.replace("role: processor", "role: processor  # on instruction")
        ),
        at="# on instruction",
    ),
    breaks(
        "HJ502", *as_processor(_TERMS.replace("[a, b, c, d, e, f, g, h]", "[a, b]")), at="sub_processing:"
    ),
    breaks("HJ503", *without("incident_notice_within_hours: 24,"), at="sub_processing:"),
    breaks(
        "HJ504",
        *as_processor(
            systems=_CONTROLLERS.replace("        meaning: {instruction: {received: received_on}}\n", "")
        ),
        at="  print:",
    ),
    breaks(
        "HJ505",
        *as_processor(systems=_CONTROLLERS.replace("    backup: ", "    run_by: drift\n    backup: ")),
        at="    run_by: drift",
    ),
    breaks("HJ506", *without("forward_requests_within: 1 day, "), at="sub_processing:"),
    breaks("HJ507", *without(", at_end: controller_chooses"), at="sub_processing:"),
    breaks(
        "HJ508",
        (
            "        identity: {email: email}\n        when_due: erase\n",
            "        identity: {email: email}\n        when_due: return\n",
        ),
        at="when_due: return",
    ),
)
SOUND = as_processor()
