"""What must be done now."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.models import OutboxMessage
from orders import services as orders
from orders.payments.models import PaymentAlert
from shop.backoffice.pulse import pulse
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.factories import a_stock, an_order
from tests.shop.backoffice.factories import a_sku
from tests.shop.backoffice.orders.conftest import a_paid_order

pytestmark = pytest.mark.django_db


def asked(browser):
    """Subject by urgency, in the order of the page."""
    groups = browser.get("/backoffice/").context["groups"]
    return {urgency: [task.subject for task in tasks] for urgency, tasks in groups.items() if tasks}


def test_the_most_urgent_comes_first_and_leads_to_its_place(office):
    late, fresh = a_paid_order(hours_ago=30), a_paid_order(hours_ago=1)
    a_sku("POT", on_hand=0)
    found = asked(office)
    assert late.number in found["bad"][0]
    assert any(fresh.number in subject for subject in found["todo"])
    page = office.get("/backoffice/").text
    assert f'href="/backoffice/orders/{late.number}/"' in page
    assert "POT" in page


def test_money_that_went_wrong_asks_for_a_look(office):
    PaymentAlert.objects.create(
        kind=PaymentAlert.Kind.REFUND_FAILED, subject="re_1", raised_at=clock.now() - timedelta(hours=5)
    )
    assert "A refund did not arrive" in office.get("/backoffice/").text
    assert "bad" in asked(office)


def test_an_unpaid_order_is_named_before_it_is_given_up(office):
    ending = an_order(pay_by=clock.now() + timedelta(minutes=5))
    an_order(pay_by=clock.now() + timedelta(minutes=25))
    assert asked(office)["warn"] == [ending.number]


def test_everyone_is_asked_only_what_they_may_do(client):
    a_paid_order(hours_ago=30)
    a_sku("POT", on_hand=0)
    client.force_login(a_member_of_staff("analyst"))
    assert asked(client) == {}
    assert "Nothing waits for you" in client.get("/backoffice/").text


def dead_letter():
    return OutboxMessage.objects.create(
        fact="orders.events.OrderPaid",
        listener="membership.points.handlers.earn",
        payload={"order_id": 1},
        dead_at=clock.now(),
        last_error="ValueError: no",
    )


def test_news_that_nobody_heard_is_told_again_by_a_click(office):
    letter = dead_letter()
    assert asked(office)["bad"] == ["earn"]
    assert "ValueError: no" in office.get("/backoffice/letters/").text
    assert office.post(f"/backoffice/letters/{letter.pk}/revival/").status_code == 302
    letter.refresh_from_db()
    assert (letter.dead_at, letter.attempts) == (None, 0)


def test_the_pulse_compares_with_the_same_hours_a_week_ago(office):
    now = clock.day_start(clock.today()) + timedelta(hours=12)
    stock = a_stock(on_hand=20)
    for hours_ago in (1, 2, 7 * 24 + 1, 7 * 24 - 1):
        order = an_order(stock, quantity=1)
        orders.mark_paid(order=order, amount=order.total_incl_tax, at=now - timedelta(hours=hours_ago))
    found = pulse(now)
    assert (found.now.orders, found.then.orders, found.orders_change) == (2, 1, 100.0)
    assert found.now.aov == stock.price


def test_today_costs_the_same_however_much_waits(office, django_assert_max_num_queries):
    for _ in range(12):
        a_paid_order()
        a_sku_low()
    office.get("/backoffice/")
    with django_assert_max_num_queries(20):
        office.get("/backoffice/")


def a_sku_low():
    return a_stock(on_hand=1)
