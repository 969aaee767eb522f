from datetime import timedelta

import pytest
from oscar.apps.address.models import Country

from kernel import clock
from orders import services as orders
from orders.models import ShippingAddress
from orders.payments.models import Refund, Source, SourceType
from orders.payments.services.arriving import move
from orders.payments.services.refunds import give_back_all
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.factories import an_order

NUMBER = "YT2611240093715"


@pytest.fixture
def warehouse(client):
    """A browser in which someone of the warehouse is logged in."""
    client.force_login(a_member_of_staff("warehouse", email="wang@shop.example"))
    return client


@pytest.fixture
def support(client):
    client.force_login(a_member_of_staff("support", email="li@shop.example"))
    return client


def an_address(first_name="林薇", last_name="", phone="+8613800000018", **fields):
    china, _ = Country.objects.get_or_create(iso_3166_1_a2="CN", defaults={"printable_name": "China", "name": "China"})
    given = {"line1": "武康路 5 号 302 室", "line4": "上海市", "country": china, **fields}
    return ShippingAddress.objects.create(first_name=first_name, last_name=last_name, phone_number=phone, **given)


def a_paid_order(*stocks, hours_ago=0, **fields):
    """Paid that many hours ago, and captured at the bank."""
    order = an_order(*stocks, **{"shipping_address": an_address(), **fields})
    paid_at = clock.now() - timedelta(hours=hours_ago)
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=paid_at)
    kind, _ = SourceType.objects.get_or_create(code="stripe", defaults={"name": "Stripe"})
    total = order.total_incl_tax
    Source.objects.create(order=order, source_type=kind, currency="CNY", amount_debited=total, reference=order.number)
    return order


def a_refund_that_came_back(*, paid_the_order=False, reason="late"):
    """A payment the store gave back, to a card that is closed by now."""
    order = an_order()
    stripe, _ = SourceType.objects.get_or_create(code="stripe", defaults={"name": "Stripe"})
    source = Source.objects.create(
        order=order,
        source_type=stripe,
        currency="CNY",
        amount_debited=order.total_incl_tax,
        reference=f"pi_{order.number}",
        paid_the_order=paid_the_order,
    )
    refund = give_back_all(source, reason=reason)
    move(refund, Refund.State.FAILED, failure="expired_or_canceled_card")
    return refund
