from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel import clock
from orders.invoices import policy


class Buyer(models.TextChoices):
    PERSONAL = policy.PERSONAL, _("Personal")
    COMPANY = policy.COMPANY, _("Company")


class InvoiceWish(models.Model):
    """To whom the invoice of an order is to be made out; written at checkout or later."""

    order = models.OneToOneField("order.Order", on_delete=models.CASCADE, primary_key=True, related_name="invoice_wish")
    buyer = models.CharField(max_length=16, choices=Buyer)
    title = models.CharField(max_length=100)
    tax_number = models.CharField(max_length=18, blank=True)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(buyer="personal") | ~Q(tax_number=""), name="company_has_a_tax_number")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.title}"


class InvoiceSeries(models.Model):
    """The last number given out in a year. Its row is locked until the invoice is in, so no number is lost."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Invoice(models.Model):
    """An invoice as it was issued; nothing in it changes any more. A red one takes back a part of another.

    ``rows`` are what it is about: words, pieces and amount (decimal text), which add up to ``amount``.
    """

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="invoices")
    year = models.PositiveSmallIntegerField()
    place = models.PositiveIntegerField()
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversals")
    buyer = models.CharField(max_length=16, choices=Buyer)
    title = models.CharField(max_length=100)
    tax_number = models.CharField(max_length=18, blank=True)
    seller = models.CharField(max_length=100)
    seller_tax_number = models.CharField(max_length=18, blank=True)
    rows = models.JSONField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    tax_percent = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-year", "-place"]
        constraints = [
            models.UniqueConstraint(fields=["year", "place"], name="invoice_number_once"),
            models.UniqueConstraint(fields=["order"], condition=Q(reverses=None), name="invoice_once_per_order"),
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="invoice_black_or_red",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return policy.number_of(self.year, self.place)

    @property
    def is_red(self) -> bool:
        return self.reverses_id is not None

    @property
    def tax(self) -> Decimal:
        return policy.tax_in(self.amount, self.tax_percent)

    @property
    def net(self) -> Decimal:
        return self.amount - self.tax
