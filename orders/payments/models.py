from django.db import models
from django.db.models import F, Q
from oscar.apps.payment.abstract_models import AbstractSource, AbstractSourceType, AbstractTransaction


class SourceType(AbstractSourceType):
    class Meta(AbstractSourceType.Meta):
        abstract = False


class Source(AbstractSource):
    """A payment of an order at Stripe. Card numbers never come here, so Oscar's Bankcard has no table."""

    class Meta(AbstractSource.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_refunded__lte=F("amount_debited")), name="refunded_within_captured"
            )
        ]


class Transaction(AbstractTransaction):
    class Meta(AbstractTransaction.Meta):
        abstract = False
