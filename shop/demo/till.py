"""The payments of the past, as Stripe would know them."""

from collections.abc import Iterator

from django.conf import settings

from kernel.money import in_minor_units
from orders.payments.models import Source
from shop.embedded.stripe.past import PastPayment, remember


def tell_stand_in() -> int:
    """The stand-in knows every payment of the store, so that the merchant can refund old orders too; how many."""
    return remember(settings.DATA_DIR / "stripe", _payments()) if settings.STRIPE_API_BASE else 0


def _payments() -> Iterator[PastPayment]:
    for source in Source.objects.select_related("order").order_by("captured_at").iterator():
        yield PastPayment(
            intent_id=source.reference,
            amount=in_minor_units(source.amount_debited, source.currency),
            refunded=in_minor_units(source.amount_refunded, source.currency),
            currency=source.currency.lower(),
            paid_at=int(source.captured_at.timestamp()),
            order_number=source.order.number,
        )
