from django.db import models
from django.db.models import Q

from kernel import clock


class Receipt(models.Model):
    """Proof that an outside message was taken in, so a repeat changes nothing."""

    source = models.CharField(max_length=32)
    external_id = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class OutboxMessage(models.Model):
    """One fact on its way to one listener."""

    fact = models.CharField(max_length=200)
    listener = models.CharField(max_length=200)
    payload = models.JSONField()
    announced_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    heard_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="outbox_waiting", condition=Q(heard_at=None, dead_at=None)),
            models.Index(fields=["heard_at"], name="outbox_heard", condition=Q(heard_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.fact} for {self.listener}"


class AuditEntry(models.Model):
    """Something that someone did, as it was written down then. Triggers refuse UPDATE, DELETE and TRUNCATE."""

    number = models.BigIntegerField(primary_key=True)
    happened_at = models.DateTimeField()
    actor = models.CharField(max_length=254, blank=True, help_text="An e-mail address; empty: the shop itself.")
    ip = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["happened_at"], name="audit_when"),
            models.Index(fields=["actor", "-number"], name="audit_who"),
            models.Index(fields=["subject", "-number"], name="audit_what"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.actor} {self.action} {self.subject}"


class AuditAnchor(models.Model):
    """The one row that holds the newest number and digest of the audit chain, signed."""

    signed = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.signed


class AuditCheck(models.Model):
    """A reading of the whole audit chain and what it found."""

    checked_at = models.DateTimeField(default=clock.now)
    entries = models.BigIntegerField()
    broken_at = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=32, blank=True)

    class Meta:
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{self.entries} entries, {self.reason or 'unbroken'}"


class ThresholdValue(models.Model):
    """A threshold that somebody has set; see ``kernel.thresholds``."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Tries(models.Model):
    """How many guesses somebody has made at something since ``began_at``; see ``kernel.tries``."""

    topic = models.CharField(max_length=32)
    who = models.CharField(max_length=100)
    began_at = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "who"], name="tries_once")]

    def __str__(self) -> str:
        return f"{self.topic} by {self.who}: {self.times}"
