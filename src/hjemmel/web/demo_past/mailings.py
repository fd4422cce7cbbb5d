"""The newsletter that the gifts company sent through Hjemmel this morning: the permitted part of a list, and who was left out."""

from __future__ import annotations

from hjemmel.core.letters.letter import Words
from hjemmel.core.mail.mailing import Mailing
from hjemmel.desk import mailings
from hjemmel.engine.ports import Actor

PROFILE = "gifts"
LIST = "nyhetsbrev.subscribers"
SENT = 40
NEWS = Mailing(
    purpose="market_others",
    channel="email",
    nb=Words(
        subject="Tre nye kopper, og fri frakt i desember",
        text=(
            "# Nytt på lager\n\nHei! Vi har fått tre nye kopper, og alle kan få logoen din:\n\n"
            "- Fjell, i matt steintøy\n- Fjord, med lokk\n- Vidde, den store\n\n"
            "Se dem i [nettbutikken](https://merkevarden.example/kopper). Bestiller du i desember, betaler vi frakten."
        ),
    ),
    en=Words(
        subject="Three new cups, and free delivery in December",
        text=(
            "# New in stock\n\nHello! We have three new cups, and all of them can carry your logo.\n\n"
            "See them in [the webshop](https://merkevarden.example/kopper). If you order in December, we pay for delivery."
        ),
    ),
)
ASKING = Mailing(
    purpose="surveys",
    channel="email",
    nb=Words(
        subject="Hva syntes du om leveringen?",
        text="Hei! Vi vil gjerne vite hva du syntes om den siste leveringen fra oss. [Svar her](https://merkevarden.example/svar).",
    ),
)


def make(profile: str, actor: Actor) -> None:
    """A first batch of one mailing is sent; another waits for approval."""
    if profile != PROFILE:
        return
    news = mailings.prepare(NEWS, actor, collection=LIST)
    shown = mailings.view(news)
    if shown is None:
        raise LookupError(news)
    mailings.approve(news, shown.kept.digest, actor)
    mailings.send(news, actor, most=SENT)
    mailings.prepare(ASKING, actor, collection="nettbutikk.accounts")
