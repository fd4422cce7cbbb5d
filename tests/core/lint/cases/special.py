from tests.core.lint.breaking import Edit, breaks

_EXTRA = "  extra: {title: {nb: annet, en: other things}}"
_DETAIL = "          - {columns: [detail], category: extra, source: [person]}\n"
_ASSESSED = ("    basis: contract\n", "    basis: contract\n    impact_assessed_on: 2026-05-01\n")
_STRICT = ("kind: physical, classes: [personal]", "kind: physical, classes: [personal, strict]")


def kept(special: str, *more: Edit, strict: bool = True) -> tuple[Edit, ...]:
    """The extra column is of a special category."""
    security = ", security: strict" if strict else ""
    return (
        (_EXTRA, f"  extra: {{title: {{nb: annet, en: other things}}, special: {special}{security}}}"),
        *((_STRICT,) if strict else ()),
        *more,
    )


def assessed(condition: str) -> Edit:
    return (
        "    basis: contract\n",
        f"    basis: contract\n    condition: {condition}\n    impact_assessed_on: 2026-05-01\n",
    )


def column(name: str) -> Edit:
    return (_DETAIL, _DETAIL.replace("detail", name))


CASES = (
    breaks("HJ551", *kept("health", _ASSESSED), at="  deliver:"),
    breaks("HJ552", *kept("health", assessed("gdpr-6-1-f")), at="condition: gdpr-6-1-f"),
    breaks("HJ553", *kept("national_number"), at="  deliver:"),
    breaks("HJ554", column("fnr"), at="[fnr]"),
    breaks("HJ555", *kept("criminal", _ASSESSED), at="  deliver:"),
    breaks("HJ556", column("helsetilstand"), at="[helsetilstand]"),
    breaks(
        "HJ557",
        (_EXTRA, "  extra: {title: {nb: økonomi, en: finances}, special: health, security: strict}"),
        _STRICT,
        assessed("gdpr-9-2-a"),
        at="  extra:",
    ),
    breaks("HJ558", *kept("health", assessed("gdpr-9-2-a"), strict=False), at="  extra:"),
    breaks("HJ559", column("card_number"), at="[card_number]"),
    breaks(
        "HJ560",
        *kept("health", ("    basis: contract\n", "    basis: contract\n    condition: gdpr-9-2-a\n")),
        at="  deliver:",
    ),
    breaks("HJ561", column("note"), at="[note]"),
    breaks(
        "HJ562",
        (_EXTRA, "  extra: {title: {nb: trafikkdata, en: traffic data}}"),
        _ASSESSED,
        at="      - in: [shop.customers]",
    ),
)
