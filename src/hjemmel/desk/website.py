"""The company's own website, as far as it has to do with us: what its visitors choose, and the links we publish."""

from __future__ import annotations

from dataclasses import dataclass

from hjemmel.core.website.cookie_choice import Counted, is_asked
from hjemmel.desk import cookie_choice, links
from hjemmel.desk.links import LinkView
from hjemmel.desk.published import published


@dataclass(frozen=True, slots=True, kw_only=True)
class WebsiteView:
    asks: bool
    """There is something that waits for a yes."""
    site: str
    """Where our own pages are; empty if nothing is declared about it."""
    choices: Counted
    links: tuple[LinkView, ...]

    @property
    def dead(self) -> tuple[LinkView, ...]:
        return tuple(one for one in self.links if one.is_dead)


def view() -> WebsiteView:
    """Raises NothingPublished."""
    data_map = published().map
    mail = data_map.declaration.mail
    return WebsiteView(
        asks=is_asked(data_map),
        site=mail.site.rstrip("/") if mail else "",
        choices=cookie_choice.counted(),
        links=links.views(),
    )
