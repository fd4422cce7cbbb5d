from datetime import UTC, datetime, timedelta

import pytest

from hjemmel.core.facts import About, Facts, Listing, ListingChosen, SharingConsent
from hjemmel.core.permission import reasons
from hjemmel.core.permission.sharing import listed, may_share

KARI, PER = (About(collection="shop.accounts", key=(number,)) for number in (1, 2))
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
AGREED = SharingConsent(about=KARI, recipient="salefiks", purpose="addon", given_at=NOW - timedelta(days=3))
COLUMNS = frozenset({"name", "number", "street"})


def chosen(listing: Listing, hours: int, *columns: str) -> ListingChosen:
    return ListingChosen(
        about=KARI, listing=listing, at=NOW - timedelta(hours=hours), columns=frozenset(columns)
    )


@pytest.mark.parametrize(
    ("facts", "person", "recipient", "purpose", "reason"),
    [
        (Facts(sharing=(AGREED,)), KARI, "salefiks", "addon", reasons.MAY_SHARE),
        (Facts(sharing=(AGREED,)), PER, "salefiks", "addon", reasons.NOT_AGREED_TO_SHARE),
        (Facts(sharing=(AGREED,)), KARI, "lagerhylla", "addon", reasons.NOT_AGREED_TO_SHARE),
        (Facts(sharing=(AGREED,)), KARI, "salefiks", "offers", reasons.NOT_AGREED_TO_SHARE),
        (Facts(sharing=(AGREED,), unread=frozenset({"shop"})), KARI, "salefiks", "addon", reasons.CONSENT_NOT_READ),
        (Facts(), KARI, "salefiks", "addon", reasons.NOT_AGREED_TO_SHARE),
    ],
)  # fmt: skip
def test_a_consent_to_share_is_for_one_recipient_and_one_purpose(
    facts: Facts, person: About, recipient: str, purpose: str, reason: reasons.Reason
) -> None:
    assert may_share(facts, person, recipient, purpose, NOW).reason is reason


def test_a_consent_to_share_ends_when_it_is_withdrawn_and_begins_when_it_is_given() -> None:
    withdrawn = SharingConsent(
        about=KARI, recipient="salefiks", purpose="addon", given_at=AGREED.given_at, withdrawn_at=NOW
    )
    for at, reason in (
        (NOW - timedelta(days=4), reasons.NOT_AGREED_TO_SHARE),
        (NOW - timedelta(seconds=1), reasons.MAY_SHARE),
        (NOW, reasons.CONSENT_WITHDRAWN),
    ):
        assert may_share(Facts(sharing=(withdrawn,)), KARI, "salefiks", "addon", at).reason is reason


@pytest.mark.parametrize(
    ("choices", "columns"),
    [
        ([], set()),
        ([chosen(Listing.LISTED, 1)], {"name", "number", "street"}),
        ([chosen(Listing.PARTLY, 1, "name", "number", "birth_date")], {"name", "number"}),
        ([chosen(Listing.SECRET, 1)], set()),
        ([chosen(Listing.SECRET, 1), chosen(Listing.LISTED, 2)], set()),
        ([chosen(Listing.LISTED, 1), chosen(Listing.SECRET, 2)], {"name", "number", "street"}),
        ([chosen(Listing.LISTED, 1), chosen(Listing.SECRET, 1)], set()),
        ([chosen(Listing.LISTED, -1)], set()),
    ],
)
def test_a_directory_gets_what_was_chosen_last_and_nothing_without_a_choice(
    choices: list[ListingChosen], columns: set[str]
) -> None:
    assert listed(choices, KARI, COLUMNS, NOW) == columns
    assert listed(choices, PER, COLUMNS, NOW) == set()
