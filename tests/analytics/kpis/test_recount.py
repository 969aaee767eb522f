"""kpis.json says what the raw tables say, to the cent and to the fourth place."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from analytics.kpis import services
from analytics.kpis.definitions import KPIS
from analytics.rollups.models import DayNumbers
from catalogue.reviews.models import ProductReview
from orders.models import Order
from orders.payments.models import Refund
from tests.analytics.factories import at, refunded, seen, sold
from tests.analytics.kpis.recount import STATEMENTS, recount

pytestmark = pytest.mark.django_db
TODAY = "2026-11-24"
YESTERDAY = "2026-11-23"


@pytest.fixture
def a_past(django_user_model, time_machine):
    """Two years in a few rows, each odd in its own way; every night was counted before anything was known of it."""
    time_machine.move_to(at(TODAY, "18:00"), tick=False)
    first = date.fromisoformat(TODAY) - timedelta(days=700)
    DayNumbers.objects.bulk_create(DayNumbers(day=first + timedelta(days=ahead)) for ahead in range(701))
    _visits()
    _orders(django_user_model.objects.create(email="member@example.com"))
    _old_customers()
    _deliveries_and_scores()


def _visits():
    # Around midnight: one visit before, one after. Half an hour to the second goes on, a second more does not.
    seen(1, at(YESTERDAY, "23:50"), at(YESTERDAY, "23:59:59.999999"), at(TODAY, "00:00"), at(TODAY, "00:10"))
    seen(2, at(YESTERDAY, "10:00"), at(YESTERDAY, "10:30"), at(YESTERDAY, "11:00:01"))
    # Two events of one instant are one step; leaving counts to the length, but alone is no visit.
    seen(3, at(YESTERDAY, "09:00"), at(YESTERDAY, "09:00"))
    seen(3, at(YESTERDAY, "09:00"), kind="product_view")
    seen(3, at(YESTERDAY, "09:02:03.5"), kind="page_leave", seconds=123, scroll=50)
    seen(4, at(YESTERDAY, "09:00"), kind="page_leave", seconds=5, scroll=10)
    # Who is not followed is seen, and nobody.
    seen(None, at(YESTERDAY, "12:00"), at(TODAY, "12:00"))
    # Back after 7 and 30 days; one who came before does not count as new.
    seen(5, at("2026-10-25"), at("2026-11-01"), at(TODAY, "08:00"))
    seen(6, at("2026-10-25"), at("2026-10-26"))
    seen(7, at("2026-11-17"), at(TODAY, "08:00"))
    seen(8, at("2026-11-17"))
    seen(8, at("2026-11-01"))
    seen(1, at(YESTERDAY, "23:51"), kind="cards_shown", shown=[1, 2, 3])
    seen(1, at(YESTERDAY, "23:52"), kind="click", target="card", product_id=2)
    seen(1, at(YESTERDAY, "23:52"), kind="click", target="menu")


def _orders(member):
    # Placed before midnight, paid after; paid in the last instant of the day.
    sold(at(YESTERDAY, "23:59"), at(TODAY, "00:00"), total="33.33", who=1)
    sold(at(YESTERDAY, "23:00"), at(YESTERDAY, "23:59:59.999999"), total="10.01", who=1, guest_email="G1@example.com")
    # The same guest by another spelling, from a visitor of another day.
    sold(at(YESTERDAY, "10:00"), at(YESTERDAY, "10:05"), total="0.01", who=7, guest_email=" g1@EXAMPLE.com ")
    # In no money: cancelled unpaid, test. Cancelled, then paid late and reinstated: money of both days.
    sold(at(YESTERDAY, "11:00"))
    sold(at(YESTERDAY, "11:00"), status=Order.Status.CANCELLED, cancelled_at=at(YESTERDAY, "11:30"))
    sold(at(YESTERDAY, "11:00"), at(YESTERDAY, "11:01"), is_test=True, total="5000.00", who=2)
    sold(at(YESTERDAY, "12:00"), at(TODAY, "09:00"), cancelled_at=at(YESTERDAY, "12:30"), user=member, guest_email="")
    # Refunds in parts, on other days, and of a test order.
    old = sold(at("2026-11-20"), at("2026-11-20"), total="99.99", user=member, guest_email="", cost="33.33", pieces=3)
    refunded(old, "10.00", at(YESTERDAY, "23:59:59"))
    refunded(old, "0.01", at(TODAY, "00:00"))
    refunded(sold(at(YESTERDAY), at(YESTERDAY), is_test=True), "7.00", at(TODAY))
    # Not in refunds: not arrived yet, failed, and money that came too late to be revenue.
    refunded(old, "3.00", at(TODAY), state=Refund.State.SENT)
    refunded(old, "4.00", at(TODAY), state=Refund.State.FAILED)
    refunded(old, "50.00", at(TODAY), too_late=True)
    # A day whose costs are not all known.
    sold(at("2026-11-21"), at("2026-11-21"), cost="")


def _old_customers():
    """The edges of 180 and of 365 days, and a customer of long ago."""
    for days, guest in [(364, "edge-in"), (365, "edge-out"), (180, "kept"), (181, "lost"), (700, "long-ago")]:
        day = (date.fromisoformat(TODAY) - timedelta(days=days)).isoformat()
        sold(at(day), at(day, "13:00"), guest_email=f"{guest}@example.com")
    sold(at("2026-11-22"), at("2026-11-22"), guest_email="edge-in@example.com")
    sold(at("2026-11-22"), at("2026-11-22", "12:30"), guest_email="edge-out@example.com")


def _deliveries_and_scores():
    """On the promised day's last second, and a second later; without a promise nothing is late."""
    promised = date(2026, 11, 23)
    for moment in (at(YESTERDAY, "23:59:59"), at(TODAY, "00:00")):
        order = sold(at("2026-11-19"), at("2026-11-19"), delivered_at=moment, promised_on=promised)
    sold(at("2026-11-19"), at("2026-11-19"), delivered_at=at(TODAY, "10:00"))
    product = order.lines.get().product
    for score, moment in [(5, at(YESTERDAY, "23:59:59")), (4, at(YESTERDAY)), (1, at(TODAY, "00:00"))]:
        review = ProductReview.objects.create(product=product, score=score, title="So", body="so", name="G")
        ProductReview.objects.filter(pk=review.pk).update(date_created=moment)


def _days(client, first, last=TODAY):
    key = services.make_api_key(name="recount")
    response = client.get(
        "/backoffice/kpis.json", {"from": first, "to": last}, headers={"Authorization": f"Bearer {key}"}
    )
    assert response.status_code == 200, response.content
    return response.json()["days"]


def test_every_figure_of_every_day_equals_a_recount(a_past, client):
    call_command("rollup")
    first = date.fromisoformat(TODAY) - timedelta(days=700)
    days = {day["day"]: day for day in _days(client, first)}
    edges = [first + timedelta(days=ahead) for ahead in (0, 1, 180, 181, 182, 335, 336, 364, 365, 366, 519, 520, 521)]
    for day in [*edges, *(date.fromisoformat(day) for day in sorted(days)[-40:])]:
        figures = days[day.isoformat()]
        assert figures.pop("day") == day.isoformat()
        assert _exact(figures) == _exact(recount(day)), day


def _exact(figures):
    return {key: None if value is None else Decimal(str(value)).normalize() for key, value in figures.items()}


def test_the_recount_knows_every_key():
    assert STATEMENTS.keys() == KPIS.keys()


def test_what_the_past_shows(a_past, client):
    """The recount could be wrong in the same way; these were counted by hand."""
    call_command("rollup")
    yesterday, today = _days(client, YESTERDAY)
    assert (yesterday["visits"], yesterday["visitors"], yesterday["page_views"]) == (4, 3, 8)
    assert (today["visits"], today["visitors"]) == (3, 3)
    assert yesterday["ctr"] == 0.3333
    assert (yesterday["orders"], yesterday["gmv"]) == (6, 243.35)
    assert (yesterday["paid_orders"], yesterday["revenue"], yesterday["refunds"]) == (2, 10.02, 10.00)
    assert yesterday["conversion_rate"] == 0.3333
    assert (today["paid_orders"], today["revenue"], today["net_revenue"]) == (2, 133.33, 133.32)
    assert (yesterday["on_time_delivery"], today["on_time_delivery"]) == (1, 0)
    assert (yesterday["csat"], today["csat"]) == (4.5, 1)
    assert (today["retention_d7"], today["retention_d30"]) == (1, 0.5)
    assert today["churn_rate"] == 0.25
