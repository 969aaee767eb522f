"""The merchant of the demo refunds an order of last month."""

from decimal import Decimal

import pytest

from kernel import clock
from orders import services as orders
from orders.payments import services
from orders.payments.models import Refund, Source, SourceType
from shop.demo.till import tell_stand_in
from tests.orders.factories import an_order


@pytest.mark.django_db
def test_a_payment_of_the_past_can_be_refunded(own_stand_in, settings):
    settings.STRIPE_API_KEY, settings.STRIPE_API_BASE = "sk_test_shop", own_stand_in.address
    settings.DATA_DIR = own_stand_in.folder.parent
    order = an_order()
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    till = SourceType.objects.create(name="Stripe", code="stripe")
    Source.objects.create(
        order=order, source_type=till, currency="CNY", amount_debited=order.total_incl_tax, reference="pi_before"
    )
    assert [tell_stand_in(), tell_stand_in()] == [1, 0]
    services.refund(order=order, amount=Decimal("38.00"), reason="", by="")
    services.send_refunds()
    assert Refund.objects.get().state == "succeeded"
