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
