from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from catalogue.models import Product
from kernel import clock
from kernel.models import AuditEntry
from kernel.thresholds import set_values
from membership.tiers.models import Rank
from orders import services as orders
from orders.aftersales import services as aftersales
from orders.fulfilment import services as fulfilment
from orders.fulfilment.models import Parcel
from orders.models import Order
from shop.backoffice.lists import SIZE
from shop.backoffice.orders.barcodes import _PATTERNS, code_39
from shop.backoffice.orders.views import PRIORITY_LEVEL
from tests.membership.staff.factories import a_member_of_staff, a_shopper
from tests.orders.aftersales.factories import a_delivered_order, a_request
from tests.orders.factories import a_stock, an_order
from tests.shop.backoffice.orders.conftest import NUMBER, a_paid_order, an_address

pytestmark = pytest.mark.django_db
LIST = "/backoffice/orders/"


def listed(browser, address=""):
    answer = browser.get(LIST + address)
    assert answer.status_code == 200
    keys = [row.order.pk for row in answer.context.get("rows", [])]
    orders = Order.objects.in_bulk(keys)
    return [orders[key] for key in keys]


def counted(browser):
    return {str(tab.label): tab.count for tab in browser.get(LIST).context["tabs"]}


def test_it_opens_on_what_has_to_be_shipped_the_longest_waiting_first(warehouse):
    younger, older = a_paid_order(hours_ago=1), a_paid_order(hours_ago=30)
    an_order()
    assert listed(warehouse) == [older, younger]
    page = warehouse.get(LIST).text
    assert "6 hours late" in page
    assert "林**" in page
    assert "Cactus in terracotta × 2" in page
    assert "¥138.00" in page
    assert "13800000018" not in page


def test_each_view_holds_its_own_and_says_how_many(warehouse):
    stock = a_stock(on_hand=50)
    unpaid, paid, late, shipped, delivered, cancelled, refunded, part, stuck = (
        an_order(stock) if n in (0, 5) else a_paid_order(stock, hours_ago=30 * (n == 2)) for n in range(9)
    )
    for n, order in enumerate((shipped, delivered, stuck)):
        fulfilment.ship_parcel(order=order, carrier="courier", number=f"CC000000000{n}")
    orders.mark_delivered(order=delivered, at=clock.now())
    orders.cancel(order=cancelled, reason="unpaid")
    orders.record_refund(order=refunded, amount=refunded.amount_paid, at=clock.now())
    fulfilment.ship_parcel(order=part, carrier="courier", number="CC0000000009", pieces={part.lines.get().pk: 1})
    Parcel.objects.filter(order=stuck).update(problem="滞留")
    held = {
        "to_ship": {paid, late},
        "priority": set(),
        "late": {late},
        "part_shipped": {part},
        "trouble": {stuck},
        "unpaid": {unpaid},
        "shipped": {shipped, part, stuck},
        "delivered": {delivered},
        "cancelled": {cancelled},
        "refunded": {refunded},
    }
    for view, expected in held.items():
        assert set(listed(warehouse, f"?view={view}")) == expected, view
    assert len(listed(warehouse, "?view=all")) == 9
    shown = [count for count in counted(warehouse).values() if count]
    assert shown == [str(len(expected)) for view, expected in held.items() if view != "priority"]


def test_what_staff_do_is_counted_at_once_whatever_shoppers_do_within_half_a_minute(warehouse):
    stock = a_stock()
    order = a_paid_order(stock)
    assert counted(warehouse)["To ship"] == "1"
    a_paid_order(stock)
    assert counted(warehouse)["To ship"] == "1"
    sent = warehouse.post(f"{LIST}shipments/", {"order": order.number, "carrier": "yuantong", "number": NUMBER})
    assert sent.status_code == 302
    assert (counted(warehouse)["To ship"], counted(warehouse)["Shipped"]) == ("1", "1")
    assert len(listed(warehouse)) == 1


@pytest.mark.parametrize(
    "words",
    ["number", "lower", "bare", "beginning", "sku", "tracking", "phone", "email", "林薇", "林"],
)
def test_an_order_is_found_by_what_a_merchant_has_at_hand(warehouse, words):
    stock = a_stock()
    order = a_paid_order(stock, guest_email="Wei@Example.com")
    a_paid_order(shipping_address=an_address("Marcus", "Tull", "+4915112345678"))
    fulfilment.ship_parcel(order=order, carrier="yuantong", number=NUMBER)
    said = {
        "number": order.number,
        "lower": order.number.lower(),
        "bare": order.number.replace("-", ""),
        "beginning": order.number[:7],
        "sku": stock.partner_sku.lower(),
        "tracking": f"{NUMBER[:4]} {NUMBER[4:]}",
        "phone": "0018",
        "email": "wei@example.com",
    }
    assert listed(warehouse, f"?view=unpaid&q={said.get(words, words)}") == [order]


def test_a_member_is_found_by_the_address_of_her_account(warehouse):
    order = a_paid_order(user=a_shopper(email="wei@example.com"))
    assert listed(warehouse, "?q=wei@example.com") == [order]
    assert listed(warehouse, "?q=tull") == []


@pytest.mark.parametrize("words", ["%", "_", "'", "\\", "🌵", "x" * 5000, "%00", "0", "  ", "+8", "';--"])
def test_odd_words_find_nothing_and_break_nothing(warehouse, words):
    a_paid_order()
    assert warehouse.get(LIST, {"q": words}).status_code == 200


def test_filters_are_in_the_address_and_can_be_taken_off_one_by_one(warehouse):
    now = clock.now()
    order = a_paid_order(a_stock(price="500.00"), date_placed=now - timedelta(days=3))
    a_paid_order(a_stock(price="10.00"), date_placed=now - timedelta(days=3))
    a_paid_order(a_stock(price="500.00"), date_placed=now - timedelta(days=9))
    day = clock.store_day(order.date_placed).isoformat()
    address = f"?view=all&placed_from={day}&placed_to={day}&total_from=100&total_to=1000"
    assert listed(warehouse, address) == [order]
    chips = warehouse.get(LIST + address).context["bar"].chips
    assert len(chips) == 4
    assert f"placed_to={day}&total_from=100&total_to=1000" in chips[0]["url"]
    assert "placed_from" not in chips[0]["url"]
    fulfilment.ship_parcel(order=order, carrier="yuantong", number=NUMBER)
    assert listed(warehouse, "?view=all&carrier=yuantong") == [order]
    assert listed(warehouse, "?view=all&carrier=ems") == []


@pytest.mark.parametrize("address", ["placed_from=yesterday", "total_from=-1", "total_to=NaN", "carrier=pigeon"])
def test_a_filter_that_cannot_be_read_narrows_nothing_and_says_so(warehouse, address):
    order = a_paid_order()
    assert listed(warehouse, f"?{address}") == [order]
    assert "could not be read" in warehouse.get(f"{LIST}?{address}").text


def test_the_list_is_sorted_only_by_what_is_on_the_list_of_sorts(warehouse):
    cheap, dear = a_paid_order(a_stock(price="1.00")), a_paid_order(a_stock(price="9.00"), hours_ago=2)
    assert listed(warehouse, "?sort=total") == [cheap, dear]
    assert listed(warehouse, "?sort=-total") == [dear, cheap]
    assert listed(warehouse, "?sort=-ship_by") == [cheap, dear]
    assert listed(warehouse, "?sort=guest_email;DROP TABLE") == [dear, cheap]
    assert 'aria-sort="descending"' in warehouse.get(LIST + "?sort=-total").text


@pytest.mark.parametrize("page", ["0", "-1", "99999", "two", "²"])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(warehouse, page):
    assert listed(warehouse, f"?page={page}") == [] or True
    order = a_paid_order()
    assert listed(warehouse, f"?page={page}") == [order]


def test_the_list_costs_the_same_for_one_order_or_a_whole_page(warehouse, django_assert_max_num_queries):
    stock = a_stock(on_hand=1000)
    for _ in range(SIZE):
        a_paid_order(stock)
    fulfilment.ship_parcel(order=Order.objects.first(), carrier="yuantong", number=NUMBER)
    warehouse.get(LIST)
    cache.clear()
    with django_assert_max_num_queries(13):
        assert len(listed(warehouse, "?view=all")) == SIZE
    with django_assert_max_num_queries(13):
        assert len(listed(warehouse, "?view=all&q=林&carrier=")) == SIZE


def test_beyond_what_is_counted_the_list_goes_on_with_the_day_of_the_store(warehouse, monkeypatch):
    from shop.backoffice import lists

    monkeypatch.setattr(lists, "COUNTED", 2)
    monkeypatch.setattr(lists, "SIZE", 2)
    stock, early = a_stock(), clock.day_start(clock.today()) + timedelta(hours=1)  # in UTC it is still the day before
    placed = [an_order(stock, quantity=1, date_placed=early - timedelta(days=days)) for days in range(4)]
    page = warehouse.get(LIST + "?view=unpaid")
    assert page.context["older_than"] == clock.store_day(early - timedelta(days=1)).isoformat()
    assert "Go on with older ones" in page.text
    assert listed(warehouse, f"?view=unpaid&placed_to={page.context['older_than']}") == placed[1:3]


def test_a_note_and_a_test_are_flagged(warehouse):
    order = a_paid_order(is_test=True)
    orders.tell(order=order, kind="note", details={"text": "gift"}, for_shopper=False)
    [row] = warehouse.get(LIST).context["rows"]
    assert row.flags == ("Note", "Test")


def test_who_may_not_see_orders_finds_no_list(client):
    client.force_login(a_member_of_staff("marketer"))
    for page in ("", "pick-slips/", "shipments/", "pushes/", "orders.csv"):
        assert client.get(LIST + page).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302


def test_the_list_speaks_chinese(warehouse):
    a_paid_order(hours_ago=30)
    page = warehouse.get("/zh-hans/backoffice/orders/").text
    for words in ("待发货", "已超 6 小时", "打印拣货单"):
        assert words in page


def test_pick_slips_are_one_page_an_order_with_a_bar_code(warehouse):
    waiting, unpaid = a_paid_order(), an_order()
    page = warehouse.get(f"{LIST}pick-slips/?order={waiting.number}&order={unpaid.number}&order=%00&order=NOPE").text
    assert page.count('<article class="slip"') == 1
    for printed in (waiting.number, "武康路 5 号 302 室", waiting.lines.get().partner_sku, "<rect"):
        assert printed in page
    assert "None of these orders" in warehouse.get(f"{LIST}pick-slips/").text


def test_pick_slips_cost_the_same_for_one_order_or_ten(warehouse, django_assert_max_num_queries):
    numbers = "&".join(f"order={a_paid_order().number}" for _ in range(10))
    warehouse.get(LIST)
    with django_assert_max_num_queries(10):
        warehouse.get(f"{LIST}pick-slips/?{numbers}")


def test_a_bar_code_has_three_wide_elements_a_character_and_no_two_alike():
    assert all(sorted(pattern) == sorted("nnnnnnwww") for pattern in _PATTERNS.values())
    assert len(set(_PATTERNS.values())) == len(_PATTERNS)
    bars = code_39("9HXT-2QPA-7M3K")
    assert bars[:5] == [(0, 1), (4, 1), (6, 3), (10, 3), (14, 1)]
    assert bars[-1][0] + bars[-1][1] == 16 * 16 - 1


def csv_of(browser, address=""):
    answer = browser.get(f"{LIST}orders.csv{address}")
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def test_the_export_holds_what_the_list_holds_and_is_an_entry_in_the_audit_log(office):
    order, _other = a_paid_order(a_stock(title="=cmd|' /C calc'!A0")), an_order()
    fulfilment.ship_parcel(order=order, carrier="yuantong", number=NUMBER)
    head, line = csv_of(office, "?view=shipped")
    assert head.startswith("number,placed_at,status")
    assert line.startswith(order.number)
    assert "'=cmd|' /C calc'!A0 × 2" in line
    assert line.endswith(f"YTO Express,{NUMBER}")
    assert "13800000018" not in line
    assert len(csv_of(office, f"?order={order.number}&view=unpaid")) == 2
    assert AuditEntry.objects.filter(action="orders.exported").count() == 2


def test_the_export_is_streamed_in_batches(office, django_assert_max_num_queries, monkeypatch):
    from shop.backoffice.orders import exports

    monkeypatch.setattr(exports, "BATCH", 2)
    stock = a_stock()
    for _ in range(5):
        an_order(stock, quantity=1)
    with django_assert_max_num_queries(30):
        assert len(csv_of(office, "?view=all")) == 6


def ship_many(browser, *rows, pasted=""):
    order, carrier, number = zip(*rows, strict=True) if rows else ((), (), ())
    form = {"order": order, "carrier": carrier, "number": number, "pasted": pasted}
    return browser.post(f"{LIST}shipments/", form)


def test_many_orders_are_shipped_at_once_and_what_cannot_leave_comes_back_with_the_reason(warehouse):
    first, second, untouched, unpaid = a_paid_order(), a_paid_order(), a_paid_order(), an_order()
    answer = ship_many(
        warehouse,
        (first.number, "yuantong", NUMBER),
        (second.number, "yuantong", "nonsense"),
        (untouched.number, "yuantong", " "),
        (unpaid.number, "courier", "CC0000000001"),
    )
    assert answer.status_code == 422
    assert [(entry.order, entry.refusal) for entry in answer.context["entries"]] == [
        (second.number, "YTO Express gives out no such number."),
        (unpaid.number, "It is not there to be shipped: Awaiting payment."),
    ]
    assert "1 order is on its way" in answer.text
    states = dict(Order.objects.values_list("number", "status"))
    assert [states[o.number] for o in (first, second, untouched, unpaid)] == ["shipped", "paid", "paid", "pending"]


def test_a_table_may_be_pasted(warehouse):
    first, second = a_paid_order(), a_paid_order()
    pasted = (
        f"order,carrier,number\n{first.number},SF Express,SF1380018244712\n{second.number}\tcourier\tCC0000000001\n"
    )
    assert ship_many(warehouse, pasted=pasted).status_code == 302
    assert set(Parcel.objects.values_list("order", "carrier")) == {(first.pk, "shunfeng"), (second.pk, "courier")}
    assert ship_many(warehouse, pasted="NOPE-1,ems,1").context["entries"][0].refusal == "There is no such order."


def test_shipping_many_starts_from_the_orders_selected(warehouse):
    waiting, unpaid = a_paid_order(), an_order()
    page = warehouse.get(f"{LIST}shipments/?order={waiting.number}&order={unpaid.number}")
    assert [entry.order for entry in page.context["entries"]] == [waiting.number]
    assert ship_many(warehouse).status_code == 422


def test_total_of_the_chosen_orders_is_in_the_page_for_the_bar(warehouse):
    order = a_paid_order(a_stock(price="1218.00"))
    assert order.total_incl_tax == Decimal("2436.00")
    assert 'data-total="2436.00"' in warehouse.get(LIST).text


def test_a_return_under_way_is_flagged_until_it_is_over(warehouse):
    asked = a_request(a_delivered_order())
    [row] = warehouse.get(f"{LIST}?view=all").context["rows"]
    assert row.flags == ("Return open",)
    aftersales.reject(request=asked, words="Worn", by="li@shop.example")
    [row] = warehouse.get(f"{LIST}?view=all").context["rows"]
    assert row.flags == ()


def test_members_of_a_high_level_are_named_so_and_shipped_first(warehouse):
    stock = a_stock()
    silver, bronze = (a_paid_order(stock, user=a_shopper(email=f"{level}@shop.example")) for level in (3, 2))
    Rank.objects.create(user=silver.user, level=3)
    Rank.objects.create(user=bronze.user, level=2)
    a_paid_order(stock)
    assert listed(warehouse, "?view=priority") == [silver]
    page = warehouse.get(LIST)
    assert sorted(row.level for row in page.context["rows"]) == ["", "Bronze", "Silver"]
    set_values({PRIORITY_LEVEL: 2})
    assert set(listed(warehouse, "?view=priority")) == {silver, bronze}


def test_goods_are_called_as_the_reader_calls_them(warehouse):
    order = a_paid_order()
    Product.objects.update(title_en="Cactus", title_zh_hans="仙人掌")
    assert "仙人掌 × 2" in warehouse.get("/zh-hans/backoffice/orders/").text
    for page in (order.number, f"pick-slips/?order={order.number}"):
        assert "仙人掌" in warehouse.get(f"/zh-hans/backoffice/orders/{page}", follow=True).text
