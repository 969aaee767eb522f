from decimal import Decimal

from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder

from kernel import clock
from promotions.models import Lane


class Mailbox(Func):
    """Equal for addresses of one mailbox: whatever case, tag after a plus, or dots where they mean nothing. What
    ``mail_key`` says, as an index."""

    output_field = models.TextField()
    template = (
        "(CASE WHEN right(lower(%(expressions)s), 10) = '@gmail.com'"
        " OR right(lower(%(expressions)s), 15) = '@googlemail.com'"
        " THEN replace(split_part(split_part(lower(%(expressions)s), '@', 1), '+', 1), '.', '') || '@gmail.com'"
        r" ELSE regexp_replace(lower(%(expressions)s), '\+.*@', '@') END)"
    )


class Order(AbstractOrder):
    """A purchase. ``number`` is public and cannot be guessed; ``status`` moves only as ``orders.lifecycle`` draws."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Awaiting payment")
        PAID = "paid", _("Paid")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Cancelled")
        REFUNDED = "refunded", _("Refunded")

    status = models.CharField(_("Status"), max_length=16, choices=Status, default=Status.PENDING)
    language = models.CharField(max_length=8, default="en")
    form_key = models.CharField(max_length=64, unique=True, null=True, help_text="One checkout form makes one order.")
    visitor_id = models.CharField(max_length=32, blank=True)
    is_test = models.BooleanField(default=False)
    pay_by = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    promised_on = models.DateField(null=True, help_text="The day by which delivery was promised.")
    amount_paid = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    amount_refunded = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    points_spent = models.PositiveIntegerField(default=0)
    points_discount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    snapshot = models.JSONField(default=dict, help_text="How the price came about, as the shopper agreed to it.")
    snapshot_hash = models.CharField(max_length=64, blank=True)

    class Meta(AbstractOrder.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=Q(amount_refunded__lte=F("amount_paid")), name="refunded_within_paid"),
            models.CheckConstraint(condition=Q(amount_refunded__gte=0), name="refunded_never_negative"),
            models.CheckConstraint(condition=Q(total_incl_tax__gte=0), name="total_never_negative"),
        ]
        indexes = [
            models.Index(fields=["pay_by"], name="order_awaiting_payment", condition=Q(status="pending")),
            models.Index(fields=["status", "-date_placed"], name="order_by_status"),
            models.Index(fields=["paid_at", "id"], name="order_to_ship", condition=Q(status="paid")),
            models.Index(Mailbox("guest_email"), name="order_of_mailbox"),
            models.Index(fields=["paid_at"], name="order_paid_at", condition=Q(paid_at__isnull=False)),
        ]

    @property
    def reference(self) -> str:
        """The name under which the order's stock is promised."""
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:detail", kwargs={"number": self.number})


class Line(AbstractLine):
    unit_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    struck_total = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        help_text="What its pieces cost before the shop lowered their price.",
    )
    photo = models.CharField(max_length=255, blank=True, help_text="The photograph shown when it was bought.")
    options = models.CharField(max_length=255, blank=True, help_text="The variant chosen, in the shopper's words.")
    gift_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="gifts", help_text="What it came with."
    )

    class Meta(AbstractLine.Meta):
        abstract = False

    @property
    def has_shares(self) -> bool:
        """Whether rules took anything off it, as its prices tell."""
        return self.line_price_incl_tax < self.line_price_before_discounts_incl_tax

    @property
    def lowered_price(self) -> Decimal:
        """What the pieces cost after the offers on each of them: what list, product page and basket showed. Asks for
        the line's shares, so read these along."""
        off = sum((share.amount for share in self.shares.all() if share.lane == Lane.LINE), Decimal(0))
        return self.line_price_before_discounts_incl_tax - off

    @property
    def struck_price(self) -> Decimal | None:
        """What stood struck beside that price when it was bought; None where nothing did."""
        before = self.line_price_before_discounts_incl_tax
        return self.struck_total or (before if self.lowered_price != before else None)


class LineDiscount(models.Model):
    """What one rule took off one line. A line's rows add up to what it costs less than before discounts."""

    line = models.ForeignKey("order.Line", on_delete=models.CASCADE, related_name="shares")
    lane = models.CharField(max_length=16, choices=[(lane.value, lane.value) for lane in Lane])
    offer = models.ForeignKey("offer.ConditionalOffer", on_delete=models.SET_NULL, null=True, related_name="+")
    voucher = models.ForeignKey("voucher.Voucher", on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=255)
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="line_discount_takes_something_off")]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"


class TimelineEntry(models.Model):
    """Something that happened to an order, as told to the shopper and the merchant."""

    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=32)
    happened_at = models.DateTimeField(default=clock.now)
    details = models.JSONField(default=dict)
    for_shopper = models.BooleanField(default=True)
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["happened_at", "pk"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"


from oscar.apps.order.models import *
