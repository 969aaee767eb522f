from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.apps.partner.abstract_models import AbstractStockRecord

from kernel import clock


class StockRecord(AbstractStockRecord):
    """How many pieces of a SKU the store holds and how many of them it has promised.

    Oscar allows NULL in both counts, and NULL + 1 is NULL. Counting starts at zero. ``num_in_stock`` follows the
    movements: the database adds each new one to it and refuses every other change (migration 0002).
    """

    num_in_stock = models.PositiveIntegerField(_("on hand"), default=0)
    num_allocated = models.PositiveIntegerField(_("promised"), default=0)
    list_price = models.DecimalField(_("list price"), max_digits=12, decimal_places=2, null=True, blank=True)
    cost_price = models.DecimalField(_("cost price"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta(AbstractStockRecord.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=Q(num_allocated__lte=F("num_in_stock")), name="stock_never_oversold"),
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gte=0), name="price_never_negative"),
        ]

    @property
    def free(self) -> int:
        """What can still be promised."""
        return self.num_in_stock - self.num_allocated


class StockMovement(models.Model):
    """Pieces that came or went, and why. The movements of a stock record add up to what is on hand."""

    class Cause(models.TextChoices):
        RECEIVED = "received", _("Received")
        SHIPPED = "shipped", pgettext_lazy("movement", "Shipped")
        RETURNED = "returned", _("Returned")
        COUNTED = "counted", _("Counted")
        WRITTEN_OFF = "written_off", _("Written off")

    stock = models.ForeignKey("partner.StockRecord", on_delete=models.CASCADE, related_name="movements")
    change = models.IntegerField()
    cause = models.CharField(max_length=16, choices=Cause)
    reference = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=200, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    moved_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(change=0), name="movement_moves_something")]

    def __str__(self) -> str:
        return f"{self.change:+d} {self.cause}"


class Allocation(models.Model):
    """Pieces promised to someone, named by ``reference`` (an order's number), until they ship or are let go."""

    reference = models.CharField(max_length=64)
    stock = models.ForeignKey("partner.StockRecord", on_delete=models.CASCADE, related_name="allocations")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "stock"], name="allocated_once_per_reference"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="allocation_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.reference}"


from oscar.apps.partner.models import *
from oscar.apps.partner.models import Partner
