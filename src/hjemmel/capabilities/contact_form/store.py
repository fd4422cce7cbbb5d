"""Reading what is kept of the contact form. Writing goes through the services."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from django.db.models import Q

from hjemmel.capabilities.contact_form.models import FormMessage
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.website.contact_form import Passed, Written
from hjemmel.engine.ports import SealedRow
from hjemmel.engine.vault.vault import Vault

TABLE, WORDS = "contact_form_message", "words"
WAITING: Final = ""
GIVEN_UP: Final = "given up"
"""It waited as long as is declared, and the mail server never took it."""
ARRIVED: Final = (Delivery.ACCEPTED.value, Delivery.UNCERTAIN.value)


def waiting(count: int) -> tuple[FormMessage, ...]:
    """Those that have not gone, the oldest first."""
    return tuple(FormMessage.objects.filter(outcome=WAITING).order_by("taken_at", "pk")[:count])


def written(message: FormMessage, vault: Vault) -> Written | None:
    """What was written; None once it is erased. Raises a VaultFault."""
    if message.words is None:
        return None
    sealed = SealedRow(subject=message.pk, table=TABLE, row=message.pk, values={WORDS: bytes(message.words)})
    (opened,) = vault.open([sealed])
    name, email, text = json.loads(opened.values[WORDS] or "[]")
    return Written(topic=message.topic, name=name, email=email, text=text)


def is_known(reference: str) -> bool:
    """A message with this reference was written in our form."""
    return bool(FormMessage.objects.filter(pk=reference).exists())


def passed() -> tuple[Passed, ...]:
    """Every message there is a memory of, the first first."""
    rows = FormMessage.objects.order_by("taken_at", "pk")
    return tuple(
        Passed(
            topic=topic,
            taken_at=taken_at,
            ended_at=ended_at,
            has_arrived=outcome in ARRIVED,
            is_trial=is_trial,
            holds_words=holds_words,
        )
        for topic, taken_at, ended_at, outcome, is_trial, holds_words in rows.annotate(
            holds_words=Q(words__isnull=False)
        ).values_list("topic", "taken_at", "ended_at", "outcome", "is_trial", "holds_words")
    )


def taken_since(since: datetime, **whose: str) -> int:
    """How many have come since then: all, or from one place (`visitor`). Our own trials do not count."""
    return int(FormMessage.objects.filter(taken_at__gte=since, is_trial=False, **whose).count())


def has_visitors(before: datetime) -> bool:
    return bool(FormMessage.objects.filter(taken_at__lt=before).exclude(visitor="").exists())
