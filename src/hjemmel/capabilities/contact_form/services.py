"""The deeds of the contact form: a message was taken, has gone, or was given up. Ledger lines tell its topic alone."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import IntegrityError, transaction

from hjemmel.capabilities.contact_form import store
from hjemmel.capabilities.contact_form.models import FormMessage
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.website.contact_form import Written
from hjemmel.engine.ports import Actor, OpenRow, Plain
from hjemmel.engine.vault.vault import Vault


def take(
    vault: Vault,
    reference: str,
    written: Written,
    visitor: str,
    actor: Actor,
    at: datetime,
    *,
    is_trial: bool = False,
) -> bool:
    """Keep a message, sealed, until it has gone. False if the same form was sent before: then it is one message."""
    told: dict[str, Plain] = {"topic": written.topic, "is_trial": is_trial}
    try:
        with transaction.atomic(), deed("contact-form-taken", actor, told, at):
            row = FormMessage.objects.create(
                reference=reference, topic=written.topic, visitor=visitor, is_trial=is_trial, taken_at=at
            )
            vault.admit([reference])
            values = {store.WORDS: json.dumps([written.name, written.email, written.text])}
            (sealed,) = vault.seal(
                [OpenRow(subject=reference, table=store.TABLE, row=reference, values=values)]
            )
            row.words = sealed.values[store.WORDS]
            row.save(update_fields=["words"])
    except IntegrityError:
        if FormMessage.objects.filter(pk=reference).exists():
            return False
        raise
    return True


def end(vault: Vault, message: FormMessage, outcome: str, actor: Actor, at: datetime) -> None:
    """It has gone, or it is given up: either way its words are erased here."""
    with deed("contact-form-ended", actor, {"topic": message.topic, "outcome": outcome}, at):
        FormMessage.objects.filter(pk=message.pk).update(outcome=outcome, ended_at=at, words=None)
        vault.destroy([message.pk])


def forget_visitors(before: datetime, actor: Actor, at: datetime) -> None:
    """What stood for where forms were sent from goes: it served to stop floods, and they are over."""
    with deed("contact-form-visitors-forgotten", actor, {}, at):
        FormMessage.objects.filter(taken_at__lt=before).exclude(visitor="").update(visitor="")
