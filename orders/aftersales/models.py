import uuid
from typing import Any

from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel import clock
from orders.aftersales import policy


class Window(models.Model):
    """How long goods that arrived may come back without a reason, and be exchanged or complained of."""

    ends_at = models.DateTimeField()
    exchange_ends_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class ReturnWindow(Window):
    """That of what an order bought; ``closed_at`` is when its first end was announced."""

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, primary_key=True, related_name="return_window"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="return_window_open", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return f"{self.order_id} until {self.ends_at:%Y-%m-%d %H:%M}"


class Return(models.Model):
    """What a shopper asks for after delivery: money back with or without the goods, or another variant.

    ``state`` moves only as ``lifecycle`` draws. ``closed_at`` is set while nothing more is to be done. The money it
    brought is counted in the columns from ``refund`` on, and explained by ``explanation``.
    """

    class Kind(models.TextChoices):
        RETURN = policy.RETURN, _("Return")
        EXCHANGE = policy.EXCHANGE, _("Exchange")
        REFUND_ONLY = policy.REFUND_ONLY, _("Refund without return")

    class Reason(models.TextChoices):
        CHANGED_MIND = policy.CHANGED_MIND, _("No longer wanted")
        WRONG_SIZE = policy.WRONG_SIZE, _("Another size or colour fits better")
        DAMAGED = policy.DAMAGED, _("Damaged or faulty")
        NOT_AS_DESCRIBED = policy.NOT_AS_DESCRIBED, _("Not as described")
        WRONG_ITEM = policy.WRONG_ITEM, _("Something else was sent")
        NOT_RECEIVED = policy.NOT_RECEIVED, _("Never arrived")
        PARTS_MISSING = policy.PARTS_MISSING, _("Parts are missing")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        QUESTIONED = "questioned", _("Question open")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent_back", _("On the way back")
        RECEIVED = "received", _("Goods received")
        INSPECTED = "inspected", _("Inspected")
        REFUNDING = "refunding", _("Refund on its way")
        REFUNDED = "refunded", _("Refunded")
        REFUND_FAILED = "refund_failed", _("Refund came back")
        EXCHANGED = "exchanged", _("Exchanged")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    UNANSWERED = (State.REQUESTED, State.QUESTIONED)
    OVER = (State.REFUNDED, State.EXCHANGED, State.REJECTED, State.WITHDRAWN)

    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="returns")
    place = models.PositiveSmallIntegerField(help_text="The first, second, third return of its order.")
    form_key = models.CharField(max_length=64, unique=True, help_text="One form makes one request.")
    kind = models.CharField(max_length=16, choices=Kind)
    reason = models.CharField(max_length=24, choices=Reason)
    note = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.REQUESTED)

    requested_at = models.DateTimeField(default=clock.now)
    answer_due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, help_text="Since when the clock waits for the shopper.")
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    question = models.CharField(max_length=500, blank=True)
    reply = models.CharField(max_length=1000, blank=True)
    answer = models.CharField(max_length=500, blank=True, help_text="What the merchant said, told to the shopper.")

    send_to = models.CharField(
        max_length=400,
        blank=True,
        db_default="",
        help_text="Where the goods go, in the lines of a parcel, as approved.",
    )
    sent_with = models.CharField(max_length=100, blank=True, help_text="The shopper's carrier and tracking number.")
    send_by = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    replacement = models.ForeignKey("fulfilment.Parcel", null=True, on_delete=models.SET_NULL, related_name="+")

    refund = models.OneToOneField("payment.Refund", null=True, on_delete=models.RESTRICT, related_name="pays_for")
    money_back = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    delivery_back = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    points_back = models.PositiveIntegerField(default=0)
    points_taken = models.PositiveIntegerField(default=0)
    coupon_back = models.BooleanField(default=False)
    explanation = models.JSONField(default=dict)

    class Meta:
        ordering = ["order", "place"]
        constraints = [
            models.UniqueConstraint(fields=["order", "place"], name="return_place_in_order"),
            models.CheckConstraint(condition=Q(money_back=None) | Q(money_back__gte=0), name="money_back_not_negative"),
        ]
        indexes = [
            models.Index(fields=["answer_due_at"], name="return_unanswered", condition=Q(answered_at=None)),
            models.Index(fields=["order"], name="return_under_way", condition=Q(closed_at=None)),
            models.Index(fields=["state", "-requested_at"], name="return_by_state"),
            models.Index(fields=["requested_at"], name="return_requested_at"),
            models.Index(fields=["send_by"], name="return_to_be_sent", condition=Q(state="approved")),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"

    @property
    def number(self) -> str:
        """The RMA number, such as ``9HXT-2QPA-7M3K-R1``."""
        return f"{self.order.number}-R{self.place}"

    @property
    def reference(self) -> str:
        """The name under which stock is promised to an exchange and taken back."""
        return self.number

    @property
    def is_our_fault(self) -> bool:
        return self.reason in policy.OUR_FAULT

    @property
    def sends_goods_back(self) -> bool:
        return self.kind != self.Kind.REFUND_ONLY

    @property
    def pays_back(self) -> bool:
        """Money went back, or may still: not for an exchange, and not once it was refused or withdrawn."""
        return self.kind != self.Kind.EXCHANGE and self.state not in (self.State.REJECTED, self.State.WITHDRAWN)

    def get_absolute_url(self) -> str:
        return reverse("aftersales:detail", kwargs={"number": self.order.number, "place": self.place})


class ReplacementWindow(Window):
    """That of the pieces an exchange brought."""

    request = models.OneToOneField(Return, on_delete=models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="replacement_window_ends")]

    def __str__(self) -> str:
        return f"{self.request_id} until {self.ends_at:%Y-%m-%d %H:%M}"


class LineReturns(models.Model):
    """How many pieces of an order line are claimed by requests, and how many are settled; never more than bought.

    A piece that was exchanged stays claimed: the one in its place is counted by ``ReturnLine.asked_again``.
    """

    line = models.OneToOneField("order.Line", on_delete=models.CASCADE, primary_key=True, related_name="returned")
    bought = models.PositiveIntegerField()
    claimed = models.PositiveIntegerField(default=0)
    refunded = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(claimed__lte=F("bought")), name="no_more_returns_than_bought"),
            models.CheckConstraint(condition=Q(refunded__lte=F("claimed")), name="no_more_refunded_than_claimed"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.claimed} of {self.bought}"


class ReturnLine(models.Model):
    """The pieces of one order line in a return; what became of them once they were looked at.

    Where they came in exchange for others, ``brought_by`` says with which; ``line`` is always what was paid for.
    ``asked_again`` counts, of the pieces that an exchange brought, those that later requests claim.
    """

    request = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.CASCADE, related_name="return_lines")
    quantity = models.PositiveIntegerField()
    swap_for = models.ForeignKey("partner.StockRecord", null=True, on_delete=models.PROTECT, related_name="+")
    swap_words = models.CharField(max_length=255, blank=True, help_text="The variant wanted, in the shopper's words.")
    swap_photo = models.CharField(
        max_length=255, blank=True, db_default="", help_text="The photograph of the variant wanted."
    )
    brought_by = models.ForeignKey("self", null=True, on_delete=models.RESTRICT, related_name="+")
    asked_again = models.PositiveIntegerField(default=0, db_default=0)
    sellable = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["line_id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "line"], name="line_once_per_return"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_of_something"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("sellable") + F("broken")), name="no_more_inspected_than_returned"
            ),
            models.CheckConstraint(condition=Q(asked_again__lte=F("quantity")), name="no_more_asked_again_than_came"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def stock_id(self) -> int | None:
        """Where the pieces belong: to what was bought, or to what an exchange brought."""
        return self.brought_by.swap_for_id if self.brought_by else self.line.stockrecord_id

    @property
    def options(self) -> str:
        """Which variant it is, in the shopper's words."""
        return self.brought_by.swap_words if self.brought_by else self.line.options

    @property
    def photo(self) -> str:
        """The picture of that variant; empty where there was none."""
        return self.brought_by.swap_photo if self.brought_by else self.line.photo


def private_storage() -> Any:
    """Where no web server looks: files that are shown only to those who may see them."""
    return storages["private"]


class Evidence(models.Model):
    """A photograph that shows what is wrong, drawn anew. Its id cannot be guessed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="photographs")
    file = models.FileField(storage=private_storage, upload_to="evidence/%Y/%m/", max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["request", "file"]

    def __str__(self) -> str:
        return str(self.id)
