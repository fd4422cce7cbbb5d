"""The check of who asks, as stored. Neither the code, the link nor the address can be read from it."""

from __future__ import annotations

from django.db import models


class Check(models.Model):
    """The check that goes with a request from the web. A newer code takes the place of the one before."""

    request = models.CharField(max_length=16, primary_key=True)
    """The request's random reference."""
    link = models.CharField(max_length=64, unique=True)
    """A digest of the secret in the link to the request's own page."""
    lang = models.CharField(max_length=2)
    mark = models.CharField(max_length=80, db_index=True)
    """What stands for the address."""
    visitor = models.CharField(max_length=64, blank=True, db_index=True)
    """What stands for where the form was sent from; emptied after a day."""
    asked_at = models.DateTimeField(db_index=True)
    codes = models.PositiveSmallIntegerField()
    """How many codes there have been."""
    code = models.CharField(max_length=64, blank=True)
    """A keyed digest of the newest code. Empty once it was right."""
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    """Wrong ones, with the newest code."""
    read_at = models.DateTimeField(null=True)
    """When the right code was written: whoever asks reads the mailbox."""
    proof = models.CharField(max_length=20, blank=True)
    """What that proved."""

    class Meta:
        db_table = "identity_check"

    def __str__(self) -> str:
        return f"check of request {self.request}"


class Visit(models.Model):
    """Somebody wants to see their own page, or sees it: after a right code or a sign-in, for half an hour. Nothing of them can
    be read from it, and when it is over nothing of them is left."""

    id = models.CharField(max_length=32, primary_key=True)
    link = models.CharField(max_length=64, unique=True)
    """A digest of the secret that the browser brings."""
    mark = models.CharField(max_length=80, blank=True, db_index=True)
    """What stands for the address; emptied when the visit is over and a day has passed."""
    visitor = models.CharField(max_length=64, blank=True, db_index=True)
    """What stands for where it was asked from; emptied after a day."""
    asked_at = models.DateTimeField(db_index=True)
    code = models.CharField(max_length=64, blank=True)
    """A keyed digest of the code. Empty once it was right."""
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    """Of the code or the way to the provider; after that, of the visit."""
    read_at = models.DateTimeField(null=True)
    """When the right code was written, or they were back from the provider."""
    proof = models.CharField(max_length=20, blank=True)
    """What that proved."""
    provider = models.CharField(max_length=60, blank=True)
    """Whom they signed in with; empty after a code."""
    known_by = models.CharField(max_length=20, blank=True)
    """What kind of sign the provider's was that led to them."""
    address = models.BinaryField(null=True)
    """Where answers go. Sealed with a key of its own, and gone with it when the visit is over."""
    sign = models.BinaryField(null=True)
    """What the provider vouched for that led to them: sealed and gone in the same way."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_visit"

    def __str__(self) -> str:
        return f"visit {self.id[:8]}"


class SignIn(models.Model):
    """Somebody was sent to an identity provider to show who they are. What came of it, and nothing of who they are."""

    state = models.CharField(max_length=64, primary_key=True)
    """A digest of the random word that goes there and back."""
    request = models.CharField(max_length=16, blank=True, db_index=True)
    """The request it is for; empty where it is for a visit to their own page."""
    visit = models.CharField(max_length=32, blank=True)
    provider = models.CharField(max_length=60)
    browser = models.CharField(max_length=64)
    """A digest of what the browser that was sent there brings back."""
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "identity_sign_in"

    def __str__(self) -> str:
        return (
            f"sign-in for request {self.request}" if self.request else f"sign-in for visit {self.visit[:8]}"
        )
