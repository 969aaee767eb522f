"""What was asked, what was captured, what goes back. Card numbers never come here, so Oscar's Bankcard has no table."""

import secrets
import uuid
from functools import partial

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.payment.abstract_models import AbstractSource, AbstractSourceType, AbstractTransaction

from kernel import clock
from orders.payments import alarms
from orders.payments.refusals import refund_failure_in_words, refusal_in_words


class SourceType(AbstractSourceType):
    class Meta(AbstractSourceType.Meta):
        abstract = False


class CheckoutSession(models.Model):
    """A hosted page on which one order is asked to be paid. An order has at most one that can still be paid."""

    class State(models.TextChoices):
        OPENING = "opening", _("Being opened")
        OPEN = "open", _("Open")
        PROCESSING = "processing", _("With the bank")
        COMPLETE = "complete", _("Paid")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Failed")

    LIVE = (State.OPENING, State.OPEN, State.PROCESSING)

    key = models.CharField(max_length=32, unique=True, default=partial(secrets.token_hex, 16), editable=False)
    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="checkout_sessions")
    session_id = models.CharField(max_length=255, unique=True, null=True)
    url = models.TextField(blank=True)
    return_url = models.TextField()
    cancel_url = models.TextField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=16, choices=State, default=State.OPENING)
    last_failure = models.CharField(max_length=64, blank=True, help_text="Why the bank refused the last card.")
    opened_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=["opening", "open", "processing"]), name="one_live_session"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="session_asks_for_money"),
        ]
        indexes = [
            models.Index(
                fields=["opened_at"], name="session_live", condition=Q(state__in=["opening", "open", "processing"])
            )
        ]

    @property
    def refusal(self) -> str:
        """Why the bank refused the last card, in the reader's language; empty where it did not."""
        return refusal_in_words(self.last_failure) if self.last_failure else ""

    def __str__(self) -> str:
        return self.session_id or self.key


class Source(AbstractSource):
    """One payment that Stripe captured; ``reference`` is its PaymentIntent.

    ``amount_refunded`` counts what went back and what is on its way, so it can never pass ``amount_debited``.
    ``paid_the_order`` is false for money that came too late or twice and goes straight back.
    """

    paid_the_order = models.BooleanField(default=True)
    captured_at = models.DateTimeField(default=clock.now)

    class Meta(AbstractSource.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_refunded__lte=F("amount_debited")), name="refunded_within_captured"
            ),
            models.CheckConstraint(condition=Q(amount_refunded__gte=0), name="source_refunded_never_negative"),
            models.UniqueConstraint(fields=["reference"], name="one_source_per_intent"),
            models.UniqueConstraint(fields=["order"], condition=Q(paid_the_order=True), name="paid_once"),
        ]


class Transaction(AbstractTransaction):
    class Meta(AbstractTransaction.Meta):
        abstract = False


class Refund(models.Model):
    """Money on its way back. Its id is the idempotency key, so Stripe sends it once however often we ask."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Being sent")
        SENT = "sent", _("With the bank")
        SUCCEEDED = "succeeded", _("Paid back")
        FAILED = "failed", _("Failed")

    #: Why the store itself gives a payment back; anything else in ``reason`` is somebody's own words.
    REASONS = {
        "late": _("the payment came too late"),
        "twice": _("paid a second time"),
        "price": _("not the agreed price"),
        "elsewhere": _("made at Stripe"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey("payment.Source", on_delete=models.CASCADE, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=200, blank=True)
    form_key = models.CharField(max_length=64, unique=True, null=True, help_text="One refund form makes one refund.")
    state = models.CharField(max_length=16, choices=State, default=State.REQUESTED)
    stripe_id = models.CharField(max_length=255, unique=True, null=True)
    failure = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["requested_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something")]
        indexes = [
            models.Index(fields=["requested_at"], name="refund_waiting", condition=Q(state__in=["requested", "sent"]))
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.source_id}: {self.state}"

    @property
    def reason_words(self) -> str:
        return str(self.REASONS.get(self.reason, self.reason))

    @property
    def failure_words(self) -> str:
        return refund_failure_in_words(self.failure)


class PaymentAlert(models.Model):
    """Something about money that a person has to look at. ``subject`` is Stripe's id of what it is about."""

    class Kind(models.TextChoices):
        MISMATCHED = "mismatched", _("Paid something else than was asked")
        UNKNOWN = "unknown", _("Paid for no order of ours")
        PAID_TWICE = "paid_twice", _("Paid twice")
        DISPUTED = "disputed", _("Disputed by the buyer's bank")
        REFUND_FAILED = "refund_failed", _("A refund did not arrive")

    kind = models.CharField(max_length=16, choices=Kind)
    subject = models.CharField(max_length=255)
    intent_id = models.CharField(max_length=255, blank=True)
    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, null=True, related_name="payment_alerts")
    details = models.JSONField(default=dict)
    raised_at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="alerted_once")]
        indexes = [models.Index(fields=["raised_at"], name="alert_open", condition=Q(resolved_at=None))]

    @property
    def why(self) -> list[str]:
        """What happened, a line a fact, in the reader's words."""
        currency = self.order.currency if self.order else ""
        match self.kind:
            case self.Kind.MISMATCHED:
                return list(alarms.mismatch(self.details, currency))
            case self.Kind.DISPUTED:
                return list(alarms.dispute(self.details))
            case self.Kind.REFUND_FAILED:
                return list(alarms.failed_refund(self.details, currency))
        return list(alarms.payment(self.details))

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
