"""Promising, shipping, counting: what is on hand is what has moved."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum

from catalogue.inventory import queries, services
from catalogue.inventory.models import Allocation, StockMovement, StockRecord
from catalogue.inventory.services import ImpossibleQuantity, NotEnoughStock
from kernel.models import OutboxMessage
from tests.catalogue.factories import a_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock():
    return a_stock(10)


def counts(stock):
    stock.refresh_from_db()
    return stock.num_in_stock, stock.num_allocated


def moved(stock):
    return list(stock.movements.order_by("pk").values_list("change", "cause"))


def test_the_first_pieces_come_in_as_a_movement(stock):
    assert moved(stock) == [(10, "received")]


def test_promised_pieces_are_on_hand_but_not_free(stock):
    services.allocate(reference="A", wanted={stock.pk: 4})
    assert counts(stock) == (10, 4)
    assert queries.free_stock_of([stock.pk]) == {stock.pk: 6}


def test_more_than_is_free_is_refused_and_nothing_is_promised(stock):
    other = a_stock(1)
    with pytest.raises(NotEnoughStock) as refusal:
        services.allocate(reference="A", wanted={stock.pk: 3, other.pk: 2})
    assert refusal.value.shortages == {other.pk: 1}
    assert counts(stock) == (10, 0)
    assert not Allocation.objects.exists()


def test_a_sku_that_does_not_exist_has_nothing_free(stock):
    with pytest.raises(NotEnoughStock) as refusal:
        services.allocate(reference="A", wanted={stock.pk: 1, 10**9: 1})
    assert refusal.value.shortages == {10**9: 0}


@pytest.mark.parametrize("quantity", [0, -1])
def test_no_piece_or_less_cannot_be_promised_or_received(stock, quantity):
    with pytest.raises(ImpossibleQuantity):
        services.allocate(reference="A", wanted={stock.pk: quantity})
    with pytest.raises(ImpossibleQuantity):
        services.receive(stock_id=stock.pk, quantity=quantity)
    assert counts(stock) == (10, 0)


def test_released_pieces_are_free_again_once(stock):
    services.allocate(reference="A", wanted={stock.pk: 4})
    services.allocate(reference="B", wanted={stock.pk: 1})
    services.release(reference="A")
    services.release(reference="A")
    assert counts(stock) == (10, 1)
    services.allocate(reference="A", wanted={stock.pk: 9})


def test_shipped_pieces_are_gone_once(stock):
    services.allocate(reference="A", wanted={stock.pk: 4})
    services.ship(reference="A")
    services.ship(reference="A")
    assert counts(stock) == (6, 0)
    assert moved(stock) == [(10, "received"), (-4, "shipped")]
    assert stock.movements.last().reference == "A"


def test_what_shipped_cannot_be_released(stock):
    services.allocate(reference="A", wanted={stock.pk: 4})
    services.ship(reference="A")
    services.release(reference="A")
    assert counts(stock) == (6, 0)


def test_every_way_on_hand_changes_leaves_its_cause(stock, django_user_model):
    clerk = django_user_model.objects.create(email="clerk@example.com")
    services.receive(stock_id=stock.pk, quantity=5, note="PO 7", moved_by=clerk)
    services.take_back(stock_id=stock.pk, quantity=1, reference="A", moved_by=clerk)
    services.write_off(stock_id=stock.pk, quantity=2, note="broken", moved_by=clerk)
    services.adjust(stock_id=stock.pk, counted=13, note="stocktake", moved_by=clerk)
    assert moved(stock)[1:] == [(5, "received"), (1, "returned"), (-2, "written_off"), (-1, "counted")]
    assert counts(stock) == (13, 0)


def test_counting_what_is_there_moves_nothing(stock):
    assert services.adjust(stock_id=stock.pk, counted=10, note="", moved_by=None) is None
    assert moved(stock) == [(10, "received")]


def test_what_is_promised_cannot_be_written_off_or_counted_away(stock):
    services.allocate(reference="A", wanted={stock.pk: 8})
    with pytest.raises(NotEnoughStock):
        services.write_off(stock_id=stock.pk, quantity=3, note="", moved_by=None)
    with pytest.raises(NotEnoughStock):
        services.adjust(stock_id=stock.pk, counted=7, note="", moved_by=None)
    assert counts(stock) == (10, 8)


def test_promising_costs_the_same_for_one_line_and_for_twenty(django_assert_num_queries):
    stocks = [a_stock(5) for _ in range(20)]
    with django_assert_num_queries(3):
        services.allocate(reference="one", wanted={stocks[0].pk: 1})
    with django_assert_num_queries(3):
        services.allocate(reference="twenty", wanted={stock.pk: 1 for stock in stocks})
    with django_assert_num_queries(5):
        services.release(reference="twenty")


def test_the_last_free_piece_makes_news_and_so_does_its_return(stock):
    services.allocate(reference="A", wanted={stock.pk: 9})
    assert facts() == []
    services.allocate(reference="B", wanted={stock.pk: 1})
    services.release(reference="B")
    assert facts() == ["StockRanOut", "StockCameBack"]


def facts():
    names = OutboxMessage.objects.filter(fact__contains="inventory").order_by("pk").values_list("fact", flat=True)
    return [name.rpartition(".")[2] for name in names]


# What the database refuses, whoever asks.


def test_on_hand_cannot_be_changed_past_the_ledger(stock):
    with pytest.raises(IntegrityError, match="by movements only"), transaction.atomic():
        StockRecord.objects.filter(pk=stock.pk).update(num_in_stock=F("num_in_stock") + 1)
    stale = StockRecord.objects.get(pk=stock.pk)
    services.receive(stock_id=stock.pk, quantity=1)
    with pytest.raises(IntegrityError, match="by movements only"), transaction.atomic():
        stale.save()
    assert counts(stock) == (11, 0)


def test_what_has_moved_is_never_rewritten(stock):
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        StockMovement.objects.filter(stock=stock).update(change=99)


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE partner_stockrecord SET num_allocated = num_in_stock + 1", "stock_never_oversold"),
        ("UPDATE partner_stockrecord SET num_allocated = -1", "num_allocated"),
        ("UPDATE partner_stockrecord SET price = -0.01", "price_never_negative"),
        ("INSERT INTO partner_stockmovement (stock_id, change, cause, reference, note, moved_at) "
         "SELECT id, 0, 'counted', '', '', now() FROM partner_stockrecord", "movement_moves_something"),
        ("INSERT INTO partner_allocation (stock_id, reference, quantity) "
         "SELECT id, 'A', 0 FROM partner_stockrecord", "allocation_holds_something"),
    ],
)  # fmt: skip
def test_the_database_keeps_the_promise_by_itself(stock, sql, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_movements_of_many_stocks_at_once_add_up():
    stocks = [a_stock(3), a_stock(5)]
    StockMovement.objects.bulk_create(
        StockMovement(stock=stock, change=change, cause="received") for stock in stocks for change in (4, -1)
    )
    assert [counts(stock)[0] for stock in stocks] == [6, 8]
    for stock in stocks:
        assert stock.movements.aggregate(total=Sum("change"))["total"] == stock.num_in_stock


def test_low_stock_lists_what_is_scarce_first():
    plenty, scarce, gone = a_stock(50), a_stock(2), a_stock(1)
    services.allocate(reference="A", wanted={gone.pk: 1})
    own = a_stock(20)
    StockRecord.objects.filter(pk=own.pk).update(low_stock_threshold=30, price=Decimal(1))
    assert [(stock.pk, stock.left) for stock in queries.low_stock()] == [(gone.pk, 0), (scarce.pk, 2), (own.pk, 20)]
    assert plenty.pk not in [stock.pk for stock in queries.low_stock()]
