"""The deeds of the web log: page views were kept and forgotten, an address was blocked, the log was searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.web_log.models import (
    AddressBlock,
    PageCount,
    RefusedCount,
    StoredLogSearch,
    StoredPageView,
)
from hjemmel.core.website.security_event import Refused
from hjemmel.core.website.web_log import Block, LogSearch, PageView
from hjemmel.engine.ports import Actor, Plain


def keep(views: Sequence[PageView], counts: Counter[tuple[date, str]], actor: Actor, at: datetime) -> None:
    """The lines, and the counts beside them. One ledger line for all."""
    with deed("page-views-kept", actor, {"views": len(views)}, at):
        StoredPageView.objects.bulk_create(
            StoredPageView(at=one.at, token=one.token, page=one.page, status=one.status) for one in views
        )
        for (day, page), number in counts.items():
            counted, is_new = PageCount.objects.get_or_create(day=day, page=page, defaults={"views": number})
            if not is_new:
                PageCount.objects.filter(pk=counted.pk).update(views=F("views") + number)


def count_refused(counts: Counter[tuple[datetime, Refused]], actor: Actor, at: datetime) -> None:
    """How often each kind was refused, by hour."""
    with deed("refused-counted", actor, {"refused": counts.total()}, at):
        for (hour, kind), number in counts.items():
            counted, is_new = RefusedCount.objects.get_or_create(
                hour=hour, kind=kind.value, defaults={"number": number}
            )
            if not is_new:
                RefusedCount.objects.filter(pk=counted.pk).update(number=F("number") + number)


def forget(before: datetime, actor: Actor, at: datetime) -> int:
    """Lines older than this are erased; returns how many."""
    with deed("page-views-forgotten", actor, {}, at):
        found, _ = StoredPageView.objects.filter(at__lt=before).delete()
    return int(found)


def block(one: Block, actor: Actor, at: datetime) -> None:
    content = {"block": one.id, "reason": one.reason, "case": one.case, "until": one.until.isoformat()}
    with deed("address-blocked", actor, content, at):
        AddressBlock.objects.create(
            id=one.id,
            mark=one.mark,
            reason=one.reason,
            case=one.case,
            placed_at=one.placed_at,
            until=one.until,
        )


def renew(id: str, until: date, actor: Actor, at: datetime) -> bool:
    """Somebody has looked at the block, and it is to stand; False if it was lifted."""
    with deed("block-renewed", actor, {"block": id, "until": until.isoformat()}, at):
        return bool(AddressBlock.objects.filter(pk=id, lifted_at=None).update(until=until))


def lift(id: str, actor: Actor, at: datetime) -> None:
    with deed("block-lifted", actor, {"block": id}, at):
        AddressBlock.objects.filter(pk=id, lifted_at=None).update(lifted_at=at, mark="")


def forget_marks(until: date, actor: Actor, at: datetime) -> int:
    """Blocks that have run out by this day know no address any more; returns how many did."""
    with deed("blocks-forgotten", actor, {}, at):
        return int(AddressBlock.objects.filter(until__lte=until).exclude(mark="").update(mark=""))


def note_search(one: LogSearch, actor: Actor) -> None:
    content: dict[str, Plain] = {
        "purpose": one.purpose,
        "case": one.case,
        "request": one.request,
        "found": one.found,
    }
    with deed("web-log-searched", actor, content, one.at):
        StoredLogSearch.objects.create(
            at=one.at,
            account=one.account,
            purpose=one.purpose,
            case=one.case,
            request=one.request,
            found=one.found,
        )
