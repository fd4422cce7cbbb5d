"""The register as stored. What identifies somebody, and what was written freely, is sealed (`engine.register.layout`);
keys, days, kinds and references stand in clear, so that grounds can be worked out without opening anything. What tells
something of a person may be NULL, so that it can be blanked where its row stays."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models

LINKED = {"on_delete": models.PROTECT, "related_name": "+"}


def new_key() -> str:
    """A random reference: it tells nothing of anybody."""
    return uuid4().hex


def sealed() -> Any:
    """A sealed value; NULL is blank."""
    return models.BinaryField(null=True)


def token() -> Any:
    """What a sealed value is found by."""
    return models.BigIntegerField(null=True, db_index=True)


class Row(models.Model):
    """What every row tells of itself: whom it is about, and where, how, when and for what it was taken in."""

    id = models.CharField(max_length=32, primary_key=True, default=new_key)
    subject = models.CharField(max_length=32, db_index=True)
    source = models.CharField(max_length=60)
    channel = models.CharField(max_length=60)
    purposes = models.TextField()
    """Their names with a space between."""
    received_at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(null=True)
    """When the person was told of the statement."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.id}"


class Person(Row):
    """The subject's own row. `kind` is a kind of subject of the declaration."""

    kind = models.CharField(max_length=60)
    name, name_token = sealed(), token()
    email, email_token = sealed(), token()
    phone, phone_token = sealed(), token()
    address = sealed()
    national_number = sealed()
    """Only where a purpose of the declaration needs it for this kind of person."""

    class Meta:
        db_table = "register_person"


class Organisation(Row):
    """A company, or a sole trader's business: `kind` tells which, in the declaration's words."""

    kind = models.CharField(max_length=60)
    name, name_token = sealed(), token()
    orgnr, orgnr_token = sealed(), token()
    address = sealed()

    class Meta:
        db_table = "register_organisation"


class Contact(Row):
    """A person at an organisation."""

    person = models.ForeignKey(Person, **LINKED)
    organisation = models.ForeignKey(Organisation, **LINKED)
    role, title = sealed(), sealed()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "register_contact"


class Relation(Row):
    """What a person is to the company: customer, supplier, lead ..., from a day, and to a day."""

    person = models.ForeignKey(Person, **LINKED)
    kind = models.CharField(max_length=20, null=True, db_index=True)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "register_relation"


class Enquiry(Row):
    """Something a person asked about."""

    person = models.ForeignKey(Person, **LINKED)
    topic = sealed()
    opened_at = models.DateTimeField(null=True, db_index=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "register_enquiry"


class Message(Row):
    """One message of an enquiry, to the company or from it."""

    enquiry = models.ForeignKey(Enquiry, **LINKED)
    from_us = models.BooleanField(null=True)
    sent_at = models.DateTimeField(null=True)
    text = sealed()

    class Meta:
        db_table = "register_message"


class Offer(Row):
    """An offer, by its reference."""

    person = models.ForeignKey(Person, **LINKED)
    reference = models.CharField(max_length=40, null=True)
    sent_on = models.DateField(null=True, db_index=True)
    expires_on = models.DateField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        db_table = "register_offer"


class Delivery(Row):
    """A delivery, by its reference."""

    person = models.ForeignKey(Person, **LINKED)
    reference = models.CharField(max_length=40, null=True)
    delivered_on = models.DateField(null=True, db_index=True)

    class Meta:
        db_table = "register_delivery"


class Invoice(Row):
    """An invoice, by its reference; the accounts themselves are elsewhere."""

    person = models.ForeignKey(Person, **LINKED)
    reference = models.CharField(max_length=40, null=True)
    issued_on = models.DateField(null=True, db_index=True)
    fiscal_year = models.PositiveSmallIntegerField(null=True)
    paid_on = models.DateField(null=True)

    class Meta:
        db_table = "register_invoice"


class Complaint(Row):
    """Something a person complains of, or disputes, until it is settled."""

    person = models.ForeignKey(Person, **LINKED)
    kind = models.CharField(max_length=20, null=True)
    text = sealed()
    opened_on = models.DateField(null=True, db_index=True)
    settled_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, null=True)

    class Meta:
        db_table = "register_complaint"


class Application(Row):
    """A job that a person has applied for. It goes on `erase_on`, whatever was decided."""

    person = models.ForeignKey(Person, **LINKED)
    position = sealed()
    applied_on = models.DateField(null=True, db_index=True)
    erase_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    decision = models.CharField(max_length=20, null=True)

    class Meta:
        db_table = "register_application"


class CreditCheck(Row):
    """A credit check: why it was made, what it was needed for, and when its report is no longer used."""

    person = models.ForeignKey(Person, **LINKED)
    reason, need = sealed(), sealed()
    checked_on = models.DateField(null=True, db_index=True)
    expires_on = models.DateField(null=True)

    class Meta:
        db_table = "register_credit_check"


class Paper(Row):
    """A document on paper: where it lies, and when it must be destroyed."""

    person = models.ForeignKey(Person, **LINKED)
    title, location = sealed(), sealed()
    destroy_by = models.DateField(null=True, db_index=True)
    destroyed_on = models.DateField(null=True)

    class Meta:
        db_table = "register_paper"


class Beginning(models.Model):
    """A token of the first letters of a word of a name. A name has some of them."""

    subject = models.CharField(max_length=32, db_index=True)
    token = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "register_beginning"

    def __str__(self) -> str:
        return f"beginning {self.pk}"


class UnsettledKey(models.Model):
    """Rows of this subject are being erased or blanked: its key must be changed, or destroyed if nothing is left.

    Written before the rows are touched, and removed when the key is as it should be."""

    subject = models.CharField(max_length=32, primary_key=True)

    class Meta:
        db_table = "register_unsettled_key"

    def __str__(self) -> str:
        return self.subject


MODELS: dict[str, type[Row]] = {
    model._meta.db_table: model
    for model in (
        Person,
        Organisation,
        Contact,
        Relation,
        Enquiry,
        Message,
        Offer,
        Delivery,
        Invoice,
        Complaint,
        Application,
        CreditCheck,
        Paper,
    )
}
