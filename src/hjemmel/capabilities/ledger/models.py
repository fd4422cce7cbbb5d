"""The stored chain. The database itself refuses to change or remove a line (see the migration)."""

from __future__ import annotations

from django.db import models

from hjemmel.core.ledger.chain import BEGINNING, Entry, Head


class LedgerEntry(models.Model):
    """One line, each field as the text that was sealed."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    kind = models.CharField(max_length=60, db_index=True)
    actor = models.CharField(max_length=60)
    content = models.TextField()
    # Not unique: the chain says it, and an index of digests costs more than all the rest of a line.
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_entry"
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def value(self) -> Entry:
        return Entry(**{name: getattr(self, name) for name in Entry._fields})


class LedgerHead(models.Model):
    """The last line, in one row that writers take turns to lock."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=BEGINNING)

    class Meta:
        db_table = "ledger_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_one_head")]

    def __str__(self) -> str:
        return f"head {self.seq}"

    def value(self) -> Head:
        return Head(seq=self.seq, digest=self.digest)


class LedgerNode(models.Model):
    """A node of the tree over the lines, kept when it became complete. Leaves are the lines themselves."""

    place = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "ledger_node"

    def __str__(self) -> str:
        return f"node {self.place}"


class SignedHead(models.Model):
    """The root of the tree over so many lines, signed: the whole text, as it is given out."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()

    class Meta:
        db_table = "ledger_signed"

    def __str__(self) -> str:
        return f"signed {self.size}"
