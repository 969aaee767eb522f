import pytest
from django.db import IntegrityError, transaction

from catalogue.inventory.models import StockRecord
from orders import services as orders
from orders.fulfilment import services
from orders.fulfilment.models import CarrierPush, LineProgress, Parcel, ParcelLine
from tests.orders.factories import a_stock, an_order
from tests.orders.fulfilment.conftest import NUMBER, a_paid_order


def ship(order, number=NUMBER, carrier="yuantong", **more):
    return services.ship_parcel(order=order, carrier=carrier, number=number, by="warehouse@demo.shop", **more)


def test_shipping_sends_everything_and_takes_it_off_the_shelf(order):
    parcel = ship(order, number=" yt26 1124-0093715 ")
    assert (parcel.number, order.status) == (NUMBER, "shipped")
    assert [(line.line.title, line.quantity) for line in parcel.lines.select_related("line").order_by("pk")] == [
        ("Cactus in terracotta", 2),
        ("Plain stool", 2),
    ]
    assert {(stock.num_in_stock, stock.num_allocated) for stock in StockRecord.objects.all()} == {(8, 0)}
    assert order.shipped_at == parcel.shipped_at


def test_shipping_is_told_to_the_merchant_with_carrier_and_number(order):
    ship(order)
    entry = order.timeline.get(kind="parcel")
    assert (entry.details, entry.by, entry.for_shopper) == (
        {"carrier": "yuantong", "number": NUMBER},
        "warehouse@demo.shop",
        False,
    )


def test_a_double_click_makes_one_parcel(order):
    assert ship(order) == ship(order)
    assert Parcel.objects.count() == 1
    assert order.timeline.filter(kind="parcel").count() == 1


def test_an_order_may_travel_in_several_parcels(order):
    cacti, stools = order.lines.order_by("pk")
    ship(order, pieces={cacti.pk: 2, stools.pk: 1})
    assert order.status == "shipped"
    rest = ship(order, "YT2611240093716")
    assert list(rest.lines.values_list("line", "quantity")) == [(stools.pk, 1)]
    with pytest.raises(services.NoPiecesLeft):
        ship(order, "YT2611240093717")


@pytest.mark.parametrize("quantities", [(3, 0), (0, 0), (-1, 2), (10**9, 1)])
def test_no_more_leaves_than_was_bought(order, quantities):
    lines = order.lines.order_by("pk").values_list("pk", flat=True)
    with pytest.raises(services.NoPiecesLeft):
        ship(order, pieces=dict(zip(lines, quantities, strict=True)))
    order.refresh_from_db()
    assert order.status == "paid"
    assert not Parcel.objects.exists()
    assert not LineProgress.objects.exists()


def test_another_orders_line_cannot_ride_along(order):
    stranger = a_paid_order(a_stock()).lines.get()
    with pytest.raises(services.NoPiecesLeft):
        ship(order, pieces={stranger.pk: 1})
    assert not ParcelLine.objects.exists()


def test_the_database_itself_refuses_to_ship_more_than_was_bought(parcel):
    with pytest.raises(IntegrityError), transaction.atomic():
        LineProgress.objects.update(shipped=3)


def test_a_tracking_number_belongs_to_one_order(order, parcel):
    other = a_paid_order(a_stock())
    with pytest.raises(services.NumberTaken):
        ship(other)
    other.refresh_from_db()
    assert other.status == "paid"
    assert not LineProgress.objects.filter(order=other).exists()


@pytest.mark.parametrize(
    ("carrier", "number"),
    [("yuantong", "12"), ("yuantong", ""), ("shunfeng", NUMBER), ("pigeon", NUMBER), ("zhongtong", "1" * 40)],
)
def test_a_number_the_carrier_would_never_give_out_is_refused(order, carrier, number):
    with pytest.raises(services.UnreadableNumber):
        ship(order, number, carrier)
    assert not Parcel.objects.exists()


def test_only_what_is_paid_leaves(db):
    unpaid = an_order(a_stock())
    with pytest.raises(services.CannotShip):
        ship(unpaid)
    orders.cancel(order=unpaid, reason="unpaid")
    with pytest.raises(services.CannotShip):
        ship(unpaid)
    assert not Parcel.objects.exists()


def test_shipping_asks_a_worker_for_what_the_carrier_already_said(order, woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ship(order)
    assert len(woken) >= 1
    assert not CarrierPush.objects.exists()
