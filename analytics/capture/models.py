import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One thing that happened in the shop. It says nothing about the person: no address, no browser, no name.

    The table is partitioned by ``day`` (a store day), one partition a day. The id is given where the event happens,
    so that writing it a second time changes nothing.
    """

    class Kind(models.TextChoices):
        PAGE_VIEW = "page_view"
        PRODUCT_VIEW = "product_view"
        SEARCH = "search"
        CARDS_SHOWN = "cards_shown"
        CLICK = "click"
        ADD_TO_BASKET = "add_to_basket"
        BASKET_VIEW = "basket_view"
        CHECKOUT_STEP = "checkout_step"
        ORDER_PLACED = "order_placed"
        ORDER_PAID = "order_paid"
        PAGE_LEAVE = "page_leave"

    pk = models.CompositePrimaryKey("day", "id")
    day = models.DateField()
    id = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=Kind)
    visitor_id = models.UUIDField(null=True, help_text="Nobody's where the visitor asked not to be followed.")
    page = models.CharField(max_length=64, blank=True, help_text="The route's name; an address may hold a secret.")
    product_id = models.BigIntegerField(null=True)
    category_id = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=32, blank=True)
    words = models.CharField(max_length=64, blank=True, help_text="What was searched for, without names or numbers.")
    target = models.CharField(max_length=40, blank=True, help_text="The marked element that was clicked.")
    shown = ArrayField(models.BigIntegerField(), null=True, help_text="The products whose cards came into view.")
    seconds = models.PositiveIntegerField(null=True, help_text="How long the page was in view.")
    scroll = models.PositiveSmallIntegerField(null=True, help_text="How far down the page was seen, in percent.")
    device = models.CharField(max_length=8, blank=True)
    language = models.CharField(max_length=8, blank=True)
    referrer = models.CharField(max_length=100, blank=True, help_text="The domain they came from, if another's.")
    source = models.CharField(max_length=64, blank=True)
    medium = models.CharField(max_length=64, blank=True)
    campaign = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.page} {self.at:%Y-%m-%d %H:%M:%S}"


class ChangedDay(models.Model):
    """A store day whose events or orders changed after it was counted; ``changes`` tells two changes apart."""

    day = models.DateField(primary_key=True)
    changes = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.day}: {self.changes}"
