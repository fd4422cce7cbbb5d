"""The durable truth of work. Bodies are typed JSON, which `core.revive` turns back into the values."""

from __future__ import annotations

from django.db import models


class StoredPlan(models.Model):
    """A plan as made. Its digest is its name."""

    digest = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=40)
    made_at = models.DateTimeField(db_index=True)
    body = models.TextField()
    line = models.BigIntegerField()
    """The ledger line it was made with."""
    set_aside_at = models.DateTimeField(null=True)
    """Somebody said: not now. It can still be approved as long as it is not stale."""

    class Meta:
        db_table = "plan"
        permissions = [
            ("make_plan", "Can make plans and look people up"),
            ("approve_plan", "Can approve plans"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:4]}"


class StoredApproval(models.Model):
    """A named person said yes to this plan; once."""

    plan = models.OneToOneField(StoredPlan, on_delete=models.PROTECT, primary_key=True)
    by_id = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    line = models.BigIntegerField()

    class Meta:
        db_table = "plan_approval"

    def __str__(self) -> str:
        return f"approval of {self.pk[:4]}"


class BegunAction(models.Model):
    """An action was begun; whether it ended, its receipt tells."""

    plan = models.ForeignKey(StoredPlan, on_delete=models.PROTECT)
    action = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "plan_begun"
        constraints = [models.UniqueConstraint(fields=["plan", "action"], name="plan_begun_once")]

    def __str__(self) -> str:
        return f"{self.plan_id[:4]} action {self.action}"


class StoredReceipt(models.Model):
    """What happened to one action, one time that it was done. Only one can say that nothing is left."""

    plan = models.ForeignKey(StoredPlan, on_delete=models.PROTECT)
    action = models.PositiveIntegerField()
    rows_left = models.PositiveBigIntegerField()
    body = models.TextField()
    line = models.BigIntegerField()

    class Meta:
        db_table = "plan_receipt"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "action"], condition=models.Q(rows_left=0), name="plan_receipt_one_end"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id[:4]} action {self.action}"


class StoredEvidence(models.Model):
    """One verdict on one promise, at one time."""

    promise = models.CharField(max_length=200)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10)
    body = models.TextField()
    line = models.BigIntegerField()

    class Meta:
        db_table = "evidence"
        indexes = [models.Index(fields=["promise", "id"], name="evidence_by_promise")]

    def __str__(self) -> str:
        return f"{self.promise} {self.verdict}"


class StoredForecast(models.Model):
    """What will go, month by month, as it was counted. There is one: the newest takes the place of the one before."""

    made_at = models.DateTimeField()
    body = models.TextField()
    line = models.BigIntegerField()

    class Meta:
        db_table = "forecast"

    def __str__(self) -> str:
        return f"forecast of {self.made_at:%Y-%m-%d}"
