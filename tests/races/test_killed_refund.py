"""A worker killed after Stripe refunded and before we wrote it down."""

import subprocess
import sys
from decimal import Decimal

import pytest

from orders.payments import queries, services
from orders.payments.models import Refund
from tests.orders.factories import a_stock, an_order
from tests.orders.payments.till import pay_and_settle
from tests.running_shop import eventually

SEND = """
import os, django
from django.conf import settings
django.setup()
settings.STRIPE_API_KEY, settings.STRIPE_API_BASE = "sk_test_shop", {address!r}
settings.DATABASES["default"]["NAME"] = {database!r}
from orders.payments import services
services.send_refunds()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.torture)])
def test_stripe_refunds_once_however_often_the_worker_is_killed(stripe, settings, kills):
    order = an_order(a_stock())
    pay_and_settle(stripe, order)
    promised = services.refund(order=order, amount=Decimal("38.00"), reason="", by="")
    intent = queries.payment_of(order).reference
    code = SEND.format(address=stripe.address, database=settings.DATABASES["default"]["NAME"])
    for _ in range(kills):
        stripe.order("slow", matching="/v1/refunds", seconds=8)  # done at once, answered late
        worker = subprocess.Popen([sys.executable, "-c", code])
        eventually(lambda: stripe.client().v1.events.list({"type": "charge.refunded"}).data)
        worker.kill()
        worker.wait()
        stripe.lever("faults", "DELETE")
        promised.refresh_from_db()
        assert promised.state == "requested"
    services.send_refunds()
    assert Refund.objects.get().state == "succeeded"
    assert [r.amount for r in stripe.client().v1.refunds.list({"payment_intent": intent}).data] == [3800]
    order.refresh_from_db()
    assert order.amount_refunded == Decimal("38.00")
