from tests.core.lint.breaking import Edit, breaks


def mail(changed: str, to: str) -> Edit:
    """The part `mail`, with one thing changed."""
    whole = (
        "mail:\n  server: ${MAIL_URL}\n  sender: Prøvehuset <nytt@provehuset.example>\n"
        "  site: https://personvern.provehuset.example\n"
    )
    assert changed in whole
    return "marketing:\n", f"{whole.replace(changed, to)}marketing:\n"


CASES = (
    breaks("HJ614", mail("${MAIL_URL}", "smtps://post:hemmelig@mail.provehuset.example"), at="  server:"),
    breaks("HJ615", mail("Prøvehuset <nytt@provehuset.example>", "Prøvehuset"), at="  sender:"),
    breaks("HJ616", mail("https:", "http:"), at="  site:"),
    breaks(
        "HJ617",
        mail("  site:", "  tracking: with_consent\n  tracking_purpose: offers\n  site:"),
        at="  tracking_purpose:",
    ),
)
