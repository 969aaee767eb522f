from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from catalogue.inventory import services as inventory
from catalogue.inventory.models import StockMovement, StockRecord
from kernel import clock
from kernel.models import AuditEntry
from kernel.thresholds import set_values, values
from shop.backoffice.lists import SIZE
from shop.backoffice.stock.queries import UNSOLD_DAYS
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.factories import a_stock
from tests.shop.backoffice.factories import a_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def warehouse(client):
    client.force_login(a_member_of_staff("warehouse", email="wang@shop.example"))
    return client


@pytest.fixture
def stock():
    return a_sku("POT-RED")


def post(browser, stock, move, quantity, note="found behind the shelf", key=None):
    form = {"quantity": quantity, "note": note, "key": key or uuid4()}
    return browser.post(f"/backoffice/stock/{stock.pk}/{move}/", form)


def on_hand(stock):
    stock.refresh_from_db()
    return stock.num_in_stock


@pytest.mark.parametrize(
    ("move", "quantity", "left", "cause"),
    [("receipts", 5, 15, "received"), ("counts", 7, 7, "counted"), ("write-offs", 2, 8, "written_off")],
)
def test_pieces_move_with_a_cause_and_a_name(warehouse, stock, move, quantity, left, cause):
    assert post(warehouse, stock, move, quantity).status_code == 302
    assert on_hand(stock) == left
    movement = StockMovement.objects.latest("pk")
    assert (movement.cause, movement.note, movement.moved_by.email) == (
        cause,
        "found behind the shelf",
        "wang@shop.example",
    )
    entry = AuditEntry.objects.latest("number")
    assert (entry.actor, entry.action, entry.subject) == ("wang@shop.example", f"stock.{cause}", "sku:POT-RED")
    assert (entry.before, entry.after) == ({"on hand": 10}, {"on hand": left, "note": "found behind the shelf"})


def test_a_form_sent_twice_moves_once(warehouse, stock):
    key = uuid4()
    for _ in range(2):
        assert post(warehouse, stock, "receipts", 5, key=key).status_code == 302
    assert on_hand(stock) == 15


def test_a_count_that_changes_nothing_leaves_no_trace(warehouse, stock):
    before = AuditEntry.objects.count()
    assert post(warehouse, stock, "counts", 10).status_code == 302
    assert not StockMovement.objects.filter(cause="counted").exists()
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(("move", "quantity"), [("write-offs", 5), ("counts", 5)])
def test_what_orders_are_promised_cannot_be_taken(warehouse, stock, move, quantity):
    inventory.allocate(reference="9HXT-2QLA-7M3K", wanted={stock.pk: 6})
    answer = post(warehouse, stock, move, quantity)
    assert answer.status_code == 422
    assert "Cancel one of them first" in answer.text
    assert "found behind the shelf" in answer.text
    assert on_hand(stock) == 10


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "1e9", "", "many", "99999999999999999999"])
def test_an_impossible_quantity_changes_nothing(warehouse, stock, quantity):
    assert post(warehouse, stock, "receipts", quantity).status_code == 422
    assert on_hand(stock) == 10


def test_a_write_off_says_why(warehouse, stock):
    assert post(warehouse, stock, "write-offs", 2, note=" ").status_code == 422
    assert on_hand(stock) == 10


def test_who_may_only_look_finds_no_forms_and_moves_nothing(client, stock):
    client.force_login(a_member_of_staff("support"))
    page = client.get(f"/backoffice/stock/{stock.pk}/")
    assert page.status_code == 200
    assert "receipts/" not in page.text
    assert post(client, stock, "receipts", 5).status_code == 403
    assert on_hand(stock) == 10


def test_the_page_of_a_sku_tells_where_its_pieces_went(warehouse, stock):
    inventory.allocate(reference="9HXT-2QLA-7M3K", wanted={stock.pk: 6})
    inventory.receive(stock_id=stock.pk, quantity=3, note="delivery 18")
    page = warehouse.get(f"/backoffice/stock/{stock.pk}/").text
    for said in ("delivery 18", "+3", "9HXT-2QLA-7M3K", "Received"):
        assert said in page


def listed(browser, address):
    return [row.stock.partner_sku for row in browser.get(address).context["rows"]]


def test_the_views_show_what_is_low_sold_out_or_promised(warehouse):
    plenty, *_ = (a_sku(sku, on_hand=n) for sku, n in (("A", 50), ("B", 2), ("C", 0)))
    inventory.allocate(reference="9HXT-2QLA-7M3K", wanted={plenty.pk: 1})
    assert listed(warehouse, "/backoffice/stock/") == ["A", "B", "C"]
    assert listed(warehouse, "/backoffice/stock/?view=low") == ["C", "B"]
    assert listed(warehouse, "/backoffice/stock/?view=out") == ["C"]
    assert listed(warehouse, "/backoffice/stock/?view=promised") == ["A"]


def test_a_sku_has_a_threshold_of_its_own(warehouse):
    a_sku("A", on_hand=20, warn_at=30)
    a_sku("B", on_hand=1, warn_at=0)
    assert listed(warehouse, "/backoffice/stock/?view=low") == ["A"]


def test_the_store_sets_its_own_threshold(office):
    a_sku("A", on_hand=7)
    assert listed(office, "/backoffice/stock/?view=low") == []
    assert office.post("/backoffice/settings/thresholds/", {**values(), "low stock": "-1"}).status_code == 200
    assert office.post("/backoffice/settings/thresholds/", {**values(), "low stock": "7"}).status_code == 302
    assert listed(office, "/backoffice/stock/?view=low") == ["A"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("pot", ["POT-RED"]), ("terracotta", ["POT-RED"]), ("红陶", ["POT-RED"]), ("%", []), ("'", []), ("x" * 5000, [])],
)
def test_stock_is_found_by_sku_and_by_either_title(warehouse, stock, words, found):
    stock.product.title_zh_hans = "红陶盆仙人掌"
    stock.product.save()
    assert listed(warehouse, f"/backoffice/stock/?q={words}") == found


@pytest.mark.parametrize("page", ["0", "-1", "999999999999", "two", "²"])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(warehouse, stock, page):
    assert listed(warehouse, f"/backoffice/stock/?page={page}") == ["POT-RED"]


def test_the_list_costs_the_same_for_one_sku_or_a_whole_page(warehouse, django_assert_max_num_queries):
    for _ in range(SIZE):
        a_stock()
    warehouse.get("/backoffice/stock/")
    with django_assert_max_num_queries(9):
        assert len(listed(warehouse, "/backoffice/stock/")) == SIZE


def test_the_page_of_a_sku_costs_few_queries(warehouse, stock, django_assert_max_num_queries):
    for _ in range(20):
        inventory.receive(stock_id=stock.pk, quantity=1)
    warehouse.get("/backoffice/stock/")
    with django_assert_max_num_queries(12):
        warehouse.get(f"/backoffice/stock/{stock.pk}/")


def test_stock_speaks_chinese(warehouse, stock):
    page = warehouse.get("/zh-hans/backoffice/stock/").text
    assert "库存" in page
    assert "可售" in page


def test_what_nobody_bought_for_so_many_days_is_reported_with_what_it_ties_up(warehouse):
    sold, unsold, fresh = a_sku("POT-SOLD"), a_sku("POT-UNSOLD", cost_price="12.50"), a_sku("POT-FRESH")
    StockRecord.objects.exclude(pk=fresh.pk).update(date_created=clock.now() - timedelta(days=90))
    inventory.allocate(reference="9HXT-2QLA-7M3K", wanted={sold.pk: 1})
    inventory.ship(reference="9HXT-2QLA-7M3K")
    page = warehouse.get("/backoffice/stock/?view=unsold")
    [row] = page.context["rows"]
    assert (row.stock, row.tied_up, row.last_sold_on) == (unsold, Decimal("125.00"), None)
    assert page.context["days"] == 60
    assert "¥125.00" in page.text
    set_values({UNSOLD_DAYS: 100})
    assert warehouse.get("/backoffice/stock/?view=unsold").context["rows"] == []
    assert len(warehouse.get("/backoffice/stock/?view=unsold&days=30").context["rows"]) == 1
    assert warehouse.get("/backoffice/stock/?view=unsold&days=-1").context["days"] == 100


def test_the_report_of_what_is_unsold_leaves_as_csv_by_those_who_may(client, warehouse):
    a_sku("POT-UNSOLD")
    StockRecord.objects.update(date_created=clock.now() - timedelta(days=90))
    assert warehouse.get("/backoffice/stock/unsold.csv").status_code == 403
    client.force_login(a_member_of_staff("analyst"))
    assert "POT-UNSOLD" in client.get("/backoffice/stock/unsold.csv").text
    assert AuditEntry.objects.latest("number").action == "stock.exported"
