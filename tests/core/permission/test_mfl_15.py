"""Markedsføringsloven §§ 12-15 as a table: who, what for, through what, what else is known, and the reason."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hjemmel.core.facts import AddressKind, Objection, Origin
from hjemmel.core.permission import May, Reason, message
from hjemmel.core.permission import reasons as because
from hjemmel.core.permission.rules import decide
from hjemmel.core.permission.standing import Relation, Standing
from hjemmel.core.statutes import known_ids
from hjemmel.core.terms import Tri

from .company import (
    ACCOUNTS,
    CUSTOMER,
    FORMER,
    KARI,
    LEADS,
    MAIL,
    MONDAY,
    PHONE,
    POSSIBLE,
    READERS,
    STREET,
    SUBSCRIBER,
    VISITOR,
    Known,
    Who,
    asked,
    born,
    colleagues_no,
    company,
    declined,
    got,
    no,
    permission,
    restricted,
    suppressed,
    under_another_key,
    washed,
    yes,
)

TEL = AddressKind.PHONE
POST_AT_FIRM = CUSTOMER.but(email="post@firma.example", sale_ref=None)
TEEN, TODDLER = born(2010), born(2014)
FIFTEEN_TODAY = born(2011)
TWO_ADDRESSES = got(Origin.SIGN_UP, days=400, address="gammel@firma.example")

# fmt: off
TABLE: list[tuple[str, Who, str, str, list[Known], Reason]] = [
    # who                                              rows          purpose     channel  what else is known             reason
    ("a customer, address from the sale",              CUSTOMER,     "offers",   "email", [],                            because.EXISTING_CUSTOMER),
    ("a named address at work is a person's",          CUSTOMER.but(sale_ref=None), "offers", "email", [],               because.NOT_FROM_SALE),
    ("the firm's own mailbox is not",                  POST_AT_FIRM, "offers",   "email", [],                            because.FIRMS_ADDRESS),
    ("a mailbox that the company has declared",        POST_AT_FIRM.but(email="verkstedet@firma.example"), "offers", "email", [], because.FIRMS_ADDRESS),
    ("an unknown word before the @ is a person's",     POST_AT_FIRM.but(email="lageret@firma.example"), "offers", "email", [], because.NOT_FROM_SALE),
    ("post@ at a mailbox for consumers is a person's", POST_AT_FIRM.but(email="post@gmail.com"), "offers", "email", [],  because.NOT_FROM_SALE),
    ("the firm's own mailbox has said no",             POST_AT_FIRM, "offers",   "email", [suppressed("post@firma.example")], because.SUPPRESSED),
    ("address from an enquiry",                        CUSTOMER.but(sale_ref=None), "offers", "email", [got(Origin.ENQUIRY)], because.NOT_FROM_SALE),
    ("address from a bought list",                     CUSTOMER.but(sale_ref=None), "offers", "email", [got(Origin.BOUGHT)], because.NOT_FROM_SALE),
    ("the sale is a fact",                             CUSTOMER.but(sale_ref=None), "offers", "email", [got(Origin.SALE)], because.EXISTING_CUSTOMER),
    ("the sale gave another address",                  CUSTOMER.but(sale_ref=None), "offers", "email", [got(Origin.SALE, address="x@firma.example"), got(Origin.ENQUIRY, 300)], because.CHANGED),
    ("no chance to refuse at collection",              CUSTOMER.but(could_refuse=False), "offers", "email", [],          because.NOT_OFFERED),
    ("no chance to refuse, as a fact",                 CUSTOMER.but(sale_ref=None), "offers", "email", [got(Origin.SALE, offered=False)], because.NOT_OFFERED),
    ("a former customer",                              FORMER,       "offers",   "email", [],                            because.FORMER_CUSTOMER),
    ("a former customer who has said yes",             FORMER,       "news",     "email", [yes()],                       because.BY_CONSENT),
    ("an account, and nothing bought",                 VISITOR,      "offers",   "email", [],                            because.NO_CONSENT),
    ("a lead",                                         POSSIBLE,     "news",     "email", [],                            because.NO_GROUND),
    ("a lead, for a purpose that is not for leads",    POSSIBLE,     "offers",   "email", [],                            because.NO_GROUND),
    ("a lead who has said yes",                        POSSIBLE,     "news",     "email", [yes()],                       because.BY_CONSENT),
    ("washing does not open e-mail to a lead",         POSSIBLE,     "news",     "email", [washed(1)],                   because.NO_GROUND),
    ("a subscriber",                                   SUBSCRIBER,   "news",     "email", [],                            because.BY_CONSENT),
    ("a subscriber who has left",                      SUBSCRIBER.but(left_at=MONDAY.date()), "news", "email", [],       because.NO_GROUND),
    ("a consent that was withdrawn",                   POSSIBLE,     "news",     "email", [yes(withdrawn_at=MONDAY)],    because.CONSENT_WITHDRAWN),
    ("a consent that has run out",                     POSSIBLE,     "news",     "email", [yes(expires_on=MONDAY.date())], because.CONSENT_EXPIRED),
    ("a consent for text messages only",               POSSIBLE,     "news",     "email", [yes(covers=frozenset({"sms"}))], because.CONSENT_OTHER_CHANNEL),
    ("a consent that names the channel",               POSSIBLE,     "news",     "email", [yes(covers=frozenset({"email"}))], because.BY_CONSENT),
    ("a double opt-in whose last day has gone",         POSSIBLE,     "news",     "email", [asked(until=-1)],             because.NO_GROUND),
    ("a double opt-in on its last day",                 POSSIBLE,     "news",     "email", [asked(until=0)],              because.CONSENT_PENDING),
    ("a double opt-in that nobody has confirmed",      POSSIBLE,     "news",     "email", [asked()],                     because.CONSENT_PENDING),
    ("a consent taken from use",                       POSSIBLE,     "news",     "email", [yes(channel="use")],          because.CONSENT_BY_USE),
    ("a consent from tomorrow",                        POSSIBLE,     "news",     "email", [yes(days=-1)],                because.NO_GROUND),
    ("a consent to something else",                    POSSIBLE,     "news",     "email", [yes("offers")],               because.NO_GROUND),
    ("opted out in the shop",                          CUSTOMER.but(no_offers=True), "offers", "email", [],              because.OBJECTED),
    ("opted out, not decided: it ends at once",        CUSTOMER,     "offers",   "email", [no("offers")],                because.OBJECTED),
    ("a no to marketing cannot be rejected",           CUSTOMER,     "offers",   "email", [no("offers", state=Objection.REJECTED)], because.OBJECTED),
    ("a no to offers is a no to letters",              CUSTOMER,     "letters",  "post",  [no("offers")],                because.OBJECTED),
    ("a no to offers is a no to profiling",            CUSTOMER,     "tailored", "email", [no("offers")],                because.OBJECTED),
    ("a no to a purpose that is gone counts",          CUSTOMER,     "offers",   "email", [no("nyhetsbrev-2019")],       because.OBJECTED),
    ("a yes that is older than the no",                POSSIBLE,     "news",     "email", [yes(days=20), no("letters", days=10)], because.OBJECTED),
    ("a yes that is newer than a no to another",       POSSIBLE,     "news",     "email", [yes(days=5), no("letters", days=10)],  because.BY_CONSENT),
    ("a newer yes does not undo a no to the same",     POSSIBLE,     "news",     "email", [yes(days=5), no("news", days=10)],     because.OBJECTED),
    ("a suppressed address",                           CUSTOMER,     "offers",   "email", [suppressed()],                because.SUPPRESSED),
    ("suppressed, written another way",                CUSTOMER.but(email=" Kari.Nordmann+nytt@FIRMA.example"), "offers", "email", [suppressed()], because.SUPPRESSED),
    ("whoever has the address: erased, and back",      POSSIBLE.but(email=MAIL), "news", "email", [yes(), suppressed()], because.SUPPRESSED),
    ("a no that was taken back",                       CUSTOMER,     "offers",   "email", [no("offers", state=Objection.LIFTED)], because.EXISTING_CUSTOMER),
    ("a suppression that was lifted",                  CUSTOMER,     "offers",   "email", [suppressed(lifted=True)],     because.EXISTING_CUSTOMER),
    ("suppressions under a key that is lost",          CUSTOMER,     "offers",   "email", [under_another_key()],         because.MARKS_NOT_READ),
    ("a no to other offers, asked purpose by purpose", CUSTOMER,     "offers",   "email", [no("letters", state=Objection.UPHELD, is_narrow=True)], because.EXISTING_CUSTOMER),
    ("a no to these offers, asked purpose by purpose", CUSTOMER,     "offers",   "email", [no("offers", state=Objection.UPHELD, is_narrow=True)], because.OBJECTED),
    ("a no to the channel",                            CUSTOMER,     "offers",   "email", [declined()],                  because.CHANNEL_DECLINED),
    ("a no to another channel",                        CUSTOMER,     "offers",   "email", [declined("sms")],             because.EXISTING_CUSTOMER),
    ("a no to the channel, for other offers",          CUSTOMER,     "offers",   "email", [declined(purpose="news")],    because.EXISTING_CUSTOMER),
    ("a no to the channel that was taken back",        CUSTOMER,     "offers",   "email", [declined(lifted=True)],       because.EXISTING_CUSTOMER),
    ("a no to the channel from tomorrow",              CUSTOMER,     "offers",   "email", [declined(days=-1)],           because.EXISTING_CUSTOMER),
    ("a no to the channel, and an older yes",          POSSIBLE,     "news",     "email", [yes(days=20), declined(purpose="news")], because.CHANNEL_DECLINED),
    ("a no to the channel, and a newer yes",           POSSIBLE,     "news",     "email", [declined(purpose="news"), yes(days=5)], because.BY_CONSENT),
    ("a newer yes that names another channel",         CUSTOMER,     "news",     "email", [declined(purpose="news"), yes(days=5, covers=frozenset(("sms",)))], because.CHANNEL_DECLINED),
    ("a survey through a channel that was declined",   CUSTOMER,     "ask",      "email", [declined(purpose="ask")],     because.CHANNEL_DECLINED),
    ("a service message where offers were declined",   CUSTOMER,     "deliver",  "email", [declined()],                  because.SERVICE),
    ("restricted",                                     CUSTOMER,     "offers",   "email", [restricted()],                because.RESTRICTED),
    ("restricted until lately",                        CUSTOMER,     "offers",   "email", [restricted(lifted=True)],     because.EXISTING_CUSTOMER),
    ("an objection to something else restricts",       CUSTOMER,     "offers",   "email", [no("deliver")],               because.RESTRICTED),
    ("an address that two customers have",             CUSTOMER.beside(ACCOUNTS, sale_ref="A-2"), "offers", "email", [], because.SHARED),
    ("an address that a lead has too",                 CUSTOMER.beside(LEADS, email=MAIL.upper()), "offers", "email", [], because.SHARED),
    ("the same person in two systems",                 CUSTOMER.beside(READERS, email=MAIL), "offers", "email", [],      because.EXISTING_CUSTOMER),
    ("an address changed ten days ago",                CUSTOMER,     "offers",   "email", [TWO_ADDRESSES, got(Origin.SALE, 10)], because.CHANGED),
    ("an address changed thirty days ago",             CUSTOMER,     "offers",   "email", [TWO_ADDRESSES, got(Origin.SALE, 30)], because.EXISTING_CUSTOMER),
    ("a first address is no change",                   CUSTOMER,     "offers",   "email", [got(Origin.SALE, 1)],         because.EXISTING_CUSTOMER),
    ("a changed address, given again lately",          CUSTOMER,     "offers",   "email", [TWO_ADDRESSES, got(Origin.SALE, 60), got(Origin.ENQUIRY, 5)], because.EXISTING_CUSTOMER),
    ("another address has taken its place",            CUSTOMER,     "offers",   "email", [got(Origin.SALE, 400), got(Origin.SALE, 60, address="ny@firma.example")], because.CHANGED),
    ("a child of twelve who has said yes",             POSSIBLE,     "news",     "email", [TODDLER, yes()],              because.CHILD),
    ("a child of twelve, and the guardian's yes",      POSSIBLE,     "news",     "email", [TODDLER, yes(guardian=True)], because.BY_CONSENT),
    ("a child of twelve who is a customer",            CUSTOMER,     "offers",   "email", [TODDLER],                     because.CHILD),
    ("a child of twelve, by post",                     CUSTOMER,     "letters",  "post",  [TODDLER, washed(1)],          because.CHILD),
    ("a child on the subscribers' list",               SUBSCRIBER,   "news",     "email", [TODDLER],                     because.CHILD),
    ("sixteen, and said yes at fifteen",               POSSIBLE,     "news",     "email", [TEEN, yes()],                 because.BY_CONSENT),
    ("fifteen today, and said yes at fourteen",        POSSIBLE,     "news",     "email", [FIFTEEN_TODAY, yes()],        because.CHILD_CONSENT),
    ("no e-mail address",                              CUSTOMER.but(email=None), "offers", "email", [],                  because.NO_ADDRESS),
    ("an e-mail address that was overwritten",         CUSTOMER.but(email="gone-1@invalid.example"), "offers", "email", [], because.NO_ADDRESS),
    ("a purpose that is not for the channel",          CUSTOMER,     "tailored", "sms",   [],                            because.WRONG_CHANNEL),

    ("a text message to a customer who has said yes",  CUSTOMER,     "news",     "sms",   [yes()],                       because.BY_CONSENT),
    ("a text message to a customer, promised to ask",  CUSTOMER,     "offers",   "sms",   [],                            because.CUSTOMER_WITHOUT_CONSENT),
    ("a channel never used for leads, with a yes",     POSSIBLE,     "news",     "sms",   [yes()],                       because.NEVER),
    ("a suppressed telephone, by text message",        CUSTOMER,     "news",     "sms",   [yes(), suppressed(PHONE, TEL)], because.SUPPRESSED),

    ("a letter to a customer",                         CUSTOMER,     "letters",  "post",  [],                            because.CUSTOMER),
    ("a letter to a customer in the register",         CUSTOMER,     "letters",  "post",  [washed(1, reserved=True)],    because.CUSTOMER),
    ("a letter to a customer who has opted out",       CUSTOMER.but(no_offers=True), "letters", "post", [],              because.OBJECTED),
    ("a letter to a suppressed door",                  CUSTOMER,     "letters",  "post",  [suppressed("storgata 1 0155 OSLO", AddressKind.POST)], because.SUPPRESSED),
    ("a letter to a family: one door, several people", CUSTOMER.beside(LEADS, street=STREET), "letters", "post", [],     because.CUSTOMER),
    ("a letter to a lead, not washed",                 POSSIBLE,     "letters",  "post",  [],                            because.NOT_WASHED),
    ("a letter to a lead, washed",                     POSSIBLE,     "letters",  "post",  [washed(30)],                  because.WASHED),
    ("a letter to a lead, washed a month ago",         POSSIBLE,     "letters",  "post",  [washed(31)],                  because.WASH_TOO_OLD),
    ("a letter to a lead in the register",             POSSIBLE,     "letters",  "post",  [washed(1, reserved=True)],    because.RESERVED),
    ("a letter to a lead who asked for it",            POSSIBLE,     "letters",  "post",  [yes("letters"), washed(1, reserved=True)], because.BY_CONSENT),
    ("a register from tomorrow proves nothing",        POSSIBLE,     "letters",  "post",  [washed(-1)],                  because.NOT_WASHED),
    ("a wash for the telephone is none for post",      POSSIBLE,     "letters",  "post",  [washed(1, TEL)],              because.NOT_WASHED),
    ("a letter to a former customer, washed",          FORMER,       "letters",  "post",  [washed(1)],                   because.WASHED),

    ("a call to a customer on a Monday at ten",        CUSTOMER,     "letters",  "phone", [],                            because.CUSTOMER),
    ("a call to a lead, washed",                       POSSIBLE,     "letters",  "phone", [washed(13, TEL)],             because.WASHED),
    ("a call: what is declared is stricter",           POSSIBLE,     "letters",  "phone", [washed(14, TEL)],             because.WASH_TOO_OLD),
    ("a call to a former customer, promised to ask",   FORMER,       "letters",  "phone", [washed(1, TEL)],              because.FORMER_CUSTOMER),

    ("a survey to a customer",                         CUSTOMER,     "ask",      "email", [],                            because.SURVEY),
    ("a survey needs no sale",                         CUSTOMER.but(sale_ref=None), "ask", "email", [],                  because.SURVEY),
    ("a survey to a former customer",                  FORMER,       "ask",      "email", [],                            because.FORMER_CUSTOMER),
    ("a survey to a lead",                             POSSIBLE,     "ask",      "email", [],                            because.NO_CONSENT),
    ("a survey, and a no to offers: one no for both",  CUSTOMER,     "ask",      "email", [no("offers")],                because.OBJECTED),
    ("offers, and a no to surveys",                    CUSTOMER,     "offers",   "email", [no("ask")],                   because.OBJECTED),
    ("a survey to a suppressed address",               CUSTOMER,     "ask",      "email", [suppressed()],                because.SUPPRESSED),

    ("a service message",                              CUSTOMER,     "deliver",  "email", [],                            because.SERVICE),
    ("a service message in spite of a no to offers",   CUSTOMER.but(no_offers=True), "deliver", "email", [no("offers"), suppressed()], because.SERVICE),
    ("a service message to a child",                   CUSTOMER,     "deliver",  "email", [TODDLER],                     because.SERVICE),
    ("a service message after the end",                FORMER,       "deliver",  "email", [],                            because.NO_GROUND),
    ("a service message to a shared address",          CUSTOMER.beside(LEADS, email=MAIL), "deliver", "email", [],       because.SHARED),
    ("a colleague who reads the firm's own mailbox has said no", POST_AT_FIRM.beside(ACCOUNTS, email="Post@firma.example"), "offers", "email", [colleagues_no()], because.OBJECTED),
    ("and in the company's own rows",                  POST_AT_FIRM.beside(ACCOUNTS, email="post@firma.example", no_offers=True), "offers", "email", [], because.OBJECTED),
    ("a colleague has taken a no back",                POST_AT_FIRM.beside(ACCOUNTS, email="post@firma.example"), "offers", "email", [colleagues_no(Objection.LIFTED)], because.FIRMS_ADDRESS),
    ("a no at another firm's mailbox says nothing here", POST_AT_FIRM.beside(ACCOUNTS, email="post@annen.example"), "offers", "email", [colleagues_no()], because.FIRMS_ADDRESS),
    ("a service message to the firm's own mailbox",    POST_AT_FIRM.beside(LEADS, email="post@firma.example"), "deliver", "email", [], because.SERVICE),
    ("a service message while restricted",             CUSTOMER,     "deliver",  "email", [restricted()],                because.RESTRICTED),
    ("a service message by telephone number",          CUSTOMER,     "deliver",  "telephone", [],                        because.SERVICE),

    ("the row is a firm's, the address a person's",    CUSTOMER.but(kind="firm", sale_ref=None), "offers", "email", [],  because.NOT_FROM_SALE),
    ("a firm's row, for what rests on consent",        CUSTOMER.but(kind="firm"), "news", "email", [],                  because.NO_YES),
    ("the row does not tell whom it is about",         CUSTOMER.but(kind="?"), "offers", "email", [],                    because.NOT_READ),
    ("an order on a day that is no day",               CUSTOMER.but("shop.orders", placed_at="snart"), "offers", "email", [], because.RELATION_NOT_KNOWN),
]
# fmt: on


@pytest.mark.parametrize(
    ("who", "purpose", "channel", "known", "reason"),
    [case[1:] for case in TABLE],
    ids=[case[0] for case in TABLE],
)
def test_each_case_is_decided_by_its_reason(
    who: Who, purpose: str, channel: str, known: list[Known], reason: Reason
) -> None:
    assert permission(who, known).may(who.person, purpose, channel).reason.code == reason.code


def test_no_case_is_told_twice_and_there_are_enough() -> None:
    assert len({case[0] for case in TABLE}) == len(TABLE) >= 40


# fmt: off
CALLS = [
    ("Monday, 8.59",              datetime(2026, 11, 23, 8, 59),  because.CALL_TIME),
    ("Monday, 9.00",              datetime(2026, 11, 23, 9, 0),   because.CUSTOMER),
    ("Monday, 20.59",             datetime(2026, 11, 23, 20, 59), because.CUSTOMER),
    ("Monday, 21.00",             datetime(2026, 11, 23, 21, 0),  because.CALL_TIME),
    ("Saturday, noon",            datetime(2026, 11, 28, 12, 0),  because.CALL_TIME),
    ("Sunday, noon",              datetime(2026, 11, 29, 12, 0),  because.CALL_TIME),
    ("Maundy Thursday, noon",     datetime(2027, 3, 25, 12, 0),   because.CALL_TIME),
    ("17 May, a Monday, noon",    datetime(2027, 5, 17, 12, 0),   because.CALL_TIME),
    ("Christmas Day, a Friday",   datetime(2026, 12, 25, 12, 0),  because.CALL_TIME),
]
# fmt: on


@pytest.mark.parametrize(("at", "reason"), [case[1:] for case in CALLS], ids=[case[0] for case in CALLS])
def test_calls_are_made_when_the_law_lets_them_be_made(at: datetime, reason: Reason) -> None:
    moment = at.replace(tzinfo=ZoneInfo("Europe/Oslo"))
    assert permission(CUSTOMER, at=moment).may(KARI, "letters", "phone").reason is reason


def test_the_clock_is_the_companys_own() -> None:
    """19.30 in UTC is 20.30 in Oslo in winter, and 21.30 in summer."""
    for day, reason in (
        (datetime(2026, 11, 23), because.CUSTOMER),
        (datetime(2027, 6, 7), because.CALL_TIME),
    ):
        evening = day.replace(hour=19, minute=30, tzinfo=ZoneInfo("UTC"))
        assert permission(CUSTOMER, at=evening).may(KARI, "letters", "phone").reason is reason


def test_a_register_from_tomorrow_is_no_evidence_to_the_rules_either() -> None:
    letters, tomorrow = message(company(), "letters", "post"), MONDAY.date() + timedelta(days=1)
    lead = Standing(at=MONDAY, ground=Tri.YES, relations=frozenset((Relation.OTHER,)), washed_on=tomorrow)
    assert decide(letters, lead) is because.NOT_WASHED
    assert decide(letters, lead._replace(washed_on=MONDAY.date())) is because.WASHED


def test_a_mailing_of_somebody_elses_goods_is_outside_the_exception() -> None:
    ours, theirs = (message(company(), "offers", "email", own_similar_goods=own) for own in (True, False))
    asked_of = permission(CUSTOMER)
    assert asked_of.ask(KARI, ours).reason is because.EXISTING_CUSTOMER
    assert asked_of.ask(KARI, theirs).reason is because.NOT_SIMILAR


def test_a_template_without_a_way_to_say_no_is_outside_the_exception() -> None:
    silent = message(company(), "offers", "email", has_opt_out=False)
    assert permission(CUSTOMER).ask(KARI, silent).reason is because.NO_WAY_OUT


def test_the_relationship_ends_on_the_day_itself() -> None:
    """The last order was on 1 September 2026: 24 months later somebody is a customer no more."""
    last_day = datetime(2028, 8, 31, 12, tzinfo=ZoneInfo("Europe/Oslo"))
    for at, reason in (
        (last_day, because.EXISTING_CUSTOMER),
        (last_day + timedelta(days=1), because.FORMER_CUSTOMER),
    ):
        assert permission(CUSTOMER, at=at).may(KARI, "offers", "email").reason is reason


@pytest.mark.parametrize("system", ["shop", "letter"])
def test_what_cannot_be_read_never_allows(system: str) -> None:
    """The newsletter's system is out of reach: somebody there may have the same address, and no consent is seen."""
    answer = permission(CUSTOMER, unreached=frozenset({system})).may(KARI, "offers", "email")
    assert answer.may is May.UNKNOWN


def test_every_reason_has_its_law_and_is_a_sentence_in_both_languages() -> None:
    found = [one for one in vars(because).values() if isinstance(one, Reason)]
    assert len({one.code for one in found}) == len(found)
    for one in found:
        assert one.law in known_ids(), one.code
        assert one.nb.endswith(".") and one.en.endswith(".") and one.nb != one.en
