from django.db import models
from django.db.models import Q
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine


class Basket(AbstractBasket):
    """What a shopper is about to buy. A member, or a visitor without an account, has one open basket at most."""

    visitor_id = models.CharField(max_length=32, blank=True)

    class Meta(AbstractBasket.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(status="Open", owner__isnull=False), name="one_open_basket_per_member"
            ),
            models.UniqueConstraint(
                fields=["visitor_id"],
                condition=Q(status="Open", owner__isnull=True) & ~Q(visitor_id=""),
                name="one_open_basket_per_visitor",
            ),
        ]


class Line(AbstractLine):
    """Pieces of one SKU. ``price_incl_tax`` is the price the shopper has seen; a removed line can be taken back."""

    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractLine.Meta):
        abstract = False


from oscar.apps.basket.models import *
