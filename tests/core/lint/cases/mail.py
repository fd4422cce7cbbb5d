from tests.core.lint.breaking import Edit, breaks


def mail(changed: str, to: str) -> Edit:
    """The part `mail`, with one thing changed."""
    whole = (
        "mail:\n  server: ${MAIL_URL}\n  sender: Prøvehuset <nytt@provehuset.example>\n"
        "  site: https://personvern.provehuset.example\n"
    )
    assert changed in whole
    return "marketing:\n", f"{whole.replace(changed, to)}marketing:\n"


def form(address: str = "post@provehuset.example", site: str = "https://www.provehuset.example") -> Edit:
    """A contact form, with one thing changed."""
    return mail(
        "  sender:",
        "  contact_form:\n    purpose: offers\n"
        f"    shown_on: [{site}]\n"
        f"    topics: {{other: {{title: {{nb: annet, en: other}}, address: {address}}}}}\n  sender:",
    )


CASES = (
    breaks("HJ614", mail("${MAIL_URL}", "smtps://post:hemmelig@mail.provehuset.example"), at="  server:"),
    breaks("HJ615", mail("Prøvehuset <nytt@provehuset.example>", "Prøvehuset"), at="  sender:"),
    breaks("HJ616", mail("https:", "http:"), at="  site:"),
    breaks(
        "HJ617",
        mail("  site:", "  tracking: with_consent\n  tracking_purpose: offers\n  site:"),
        at="  tracking_purpose:",
    ),
    breaks("HJ620", form(address="post.provehuset.example"), at="    topics:"),
    breaks("HJ621", form(site="http://www.provehuset.example"), at="    shown_on:"),
)
