"""The order as it is placed: what was agreed to, once, and nothing that changed meanwhile goes in unasked."""

from decimal import Decimal

import pytest

from catalogue.inventory import services as inventory
from kernel import clock, outbox
from kernel.thresholds import set_values
from orders import services
from orders.basket.models import Basket, Line
from orders.checkout.models import Draft
from orders.checkout.queries import Checkout
from orders.models import Order
from orders.queries import hash_of
from promotions.models import Promotion
from promotions.queries import rules_in_force, used_up_by
from tests.orders.buying import a_buyer, outcome
from tests.orders.checkout.test_pages import text
from tests.orders.factories import a_stock
from tests.promotions.test_queries import a_gift_promotion, a_range, an_offer


def count(stock, pieces):
    """Somebody counted, and found fewer."""
    inventory.adjust(stock_id=stock.pk, counted=pieces, note="", moved_by=None)


def test_the_order_holds_everything_that_was_agreed(buyer, stock):
    stock.cost_price = Decimal("30.00")
    stock.save()
    an_offer(a_range(includes_all_products=True), gain=("Percentage", 15))
    buyer.come_to_checkout(stock, quantity=2)
    buyer.place()
    order = Order.objects.select_related("shipping_address").get()
    assert order.total_incl_tax == Decimal("117.30")
    assert (order.guest_email, order.user, order.status, order.language) == ("lin@example.com", None, "pending", "en")
    assert (order.pay_by - order.date_placed).total_seconds() == 1800
    assert order.promised_on is not None
    assert len(order.visitor_id) == 32
    address = order.shipping_address
    assert (str(address.phone_number), address.state, address.line3) == ("+8613800180018", "上海市", "徐汇区")
    line = order.lines.get()
    assert (line.quantity, line.unit_cost, line.line_price_incl_tax) == (2, Decimal("30.00"), Decimal("117.30"))
    assert [(each.amount, each.frequency) for each in order.discounts.all()] == [(Decimal("20.70"), 1)]
    stock.refresh_from_db()
    assert stock.num_allocated == 2
    assert Basket.objects.get().status == "Submitted"
    assert not Draft.objects.exists()
    assert list(order.timeline.values_list("kind", flat=True)) == ["placed"]


def test_what_was_agreed_to_is_kept_with_the_order_and_its_lines_add_up(buyer, stock):
    everything = a_range(includes_all_products=True)
    an_offer(everything, need=("Value", 0), gain=("Percentage", 10))
    an_offer(everything, need=("Value", 50), gain=("Absolute", 7))
    buyer.come_to_checkout(stock, quantity=2)
    buyer.place()
    order = Order.objects.get()
    (line,) = order.lines.all()
    assert {share.lane: share.amount for share in line.shares.all()} == {
        "line": Decimal("13.80"),
        "order": Decimal("7.00"),
    }
    assert line.lowered_price == Decimal("124.20")
    assert line.line_price_incl_tax == Decimal("117.20")
    assert order.snapshot_hash == hash_of(order.snapshot)
    assert order.snapshot["total"] == str(order.total_incl_tax)
    assert [rule["applied"] for rule in order.snapshot["rules"]] == [True, True]


def test_the_order_is_in_the_language_it_was_placed_in(buyer, stock):
    buyer.come_to_checkout(stock)
    buyer.browser.post("/zh-hans/checkout/", buyer.form)
    assert Order.objects.get().language == "zh-hans"


def test_a_free_order_needs_no_payment(buyer, stock):
    set_values({"promotions.most_percent": 100})
    everything = a_range(includes_all_products=True)
    an_offer(everything, need=("Value", 0), gain=("Percentage", 100))
    an_offer(everything, need=("Value", 0), gain=("Shipping fixed price", 0), priority=1)
    buyer.come_to_checkout(stock)
    response = buyer.place()
    order = Order.objects.get()
    assert (order.status, order.total_incl_tax, response["Location"]) == ("paid", 0, order.get_absolute_url())


def test_sending_the_same_form_again_leads_to_the_same_order(buyer, stock):
    buyer.come_to_checkout(stock)
    answers = {buyer.place()["Location"] for _ in range(3)}
    assert answers == {Order.objects.get().get_absolute_url()}


def test_who_ordered_twice_by_a_double_click_can_order_again(buyer, stock):
    buyer.come_to_checkout(stock)
    assert buyer.place()["Location"] == buyer.place()["Location"]
    assert "Your basket is empty" in text(buyer.browser.get("/basket/"))
    buyer.come_to_checkout(stock)
    assert outcome(buyer.place()) == "placed"
    assert Order.objects.count() == 2


def test_a_form_kept_from_before_does_not_order_the_next_basket(buyer, stock):
    buyer.come_to_checkout(stock)
    buyer.place()
    first = buyer.form
    buyer.come_to_checkout(stock, quantity=3)
    response = buyer.browser.post("/checkout/", first)
    assert response["Location"] == Order.objects.get().get_absolute_url()
    buyer.place()
    assert Order.objects.count() == 2


def test_a_basket_that_changed_in_another_tab_is_shown_before_it_is_ordered(buyer, stock):
    buyer.come_to_checkout(stock)
    buyer.add(stock)
    response = buyer.place()
    assert (response.status_code, "Your basket has changed" in text(response)) == (409, True)
    assert "¥138.00" in text(response)
    assert not Order.objects.exists()


@pytest.mark.parametrize("total", ["0.01", "-1", "text", "NaN", "Infinity", ""])
def test_a_total_from_the_browser_buys_nothing_cheaper(buyer, stock, total):
    buyer.come_to_checkout(stock)
    response = buyer.place(seen_total=total)
    assert response.status_code == 409
    assert "The price has risen to ¥77.00." in text(response)
    assert not Order.objects.exists()


def test_a_rise_is_asked_about_and_a_drop_is_passed_on(buyer, stock):
    buyer.come_to_checkout(stock)
    stock.price = Decimal("80.00")
    stock.save()
    assert "The price has risen to ¥88.00." in text(buyer.place())
    assert not Order.objects.exists()
    buyer.see_checkout()
    stock.price = Decimal("60.00")
    stock.save()
    assert outcome(buyer.place()) == "placed"
    assert Order.objects.get().total_incl_tax == Decimal("68.00")


def test_pieces_gone_meanwhile_are_named_and_nothing_is_lost(buyer, stock):
    buyer.come_to_checkout(stock, quantity=5)
    count(stock, 3)
    response = buyer.place()
    assert response.status_code == 409
    assert "Cactus in terracotta: you want 5, 3 are left and will be sent." in text(response)
    assert not Order.objects.exists()
    assert Line.objects.get().quantity == 5
    buyer.see_checkout()
    assert outcome(buyer.place()) == "placed"
    assert Order.objects.get().lines.get().quantity == 3


def test_what_is_sold_out_meanwhile_is_never_left_out_silently(buyer, stock):
    lamp = a_stock(title="Lamp", on_hand=1)
    buyer.browser.get("/basket/")
    buyer.add(lamp)
    buyer.come_to_checkout(stock)
    count(lamp, 0)
    response = buyer.place()
    assert response.status_code == 409
    assert "Lamp is sold out and not part of this order." in text(response)
    assert not Order.objects.exists()


def test_with_everything_gone_the_way_leads_back_to_the_basket(buyer, stock):
    buyer.come_to_checkout(stock)
    count(stock, 0)
    page = buyer.browser.post("/checkout/", buyer.form, follow=True)
    assert "Sold out, not counted in the sum" in text(page)
    assert not Order.objects.exists()


def test_a_gift_comes_by_itself_as_a_line_of_its_own_and_its_stock_is_promised(buyer, stock):
    gift = a_stock(title="Small pot", on_hand=1, price="20.00")
    a_gift_promotion(gift)
    buyer.come_to_checkout(stock)
    page = text(buyer.browser.get("/basket/"))
    assert "Small pot" in page
    buyer.place()
    bought, given = Order.objects.get().lines.order_by("pk")
    assert (given.partner_sku, given.quantity, given.line_price_incl_tax, given.gift_of) == (
        gift.partner_sku,
        1,
        0,
        bought,
    )
    gift.refresh_from_db()
    assert gift.free == 0


def test_a_gift_that_somebody_else_took_meanwhile_is_told_before_anything_is_ordered(buyer, stock):
    gift = a_stock(title="Small pot", on_hand=1)
    a_gift_promotion(gift)
    buyer.come_to_checkout(stock)
    count(gift, 0)
    assert buyer.place().status_code == 409
    assert not Order.objects.exists()


def test_the_last_piece_is_not_sold_and_given_away_too(buyer):
    stock = a_stock(on_hand=1)
    a_gift_promotion(stock)
    buyer.come_to_checkout(stock)
    assert outcome(buyer.place()) == "placed"
    stock.refresh_from_db()
    assert (stock.num_allocated, Order.objects.get().lines.count()) == (1, 1)


def test_a_gift_is_weighed_with_what_is_bought(buyer, stock):
    a_gift_promotion(a_stock(title="Small pot", on_hand=1))
    buyer.come_to_checkout(stock, quantity=2)
    draft = Draft.objects.get()
    assert Checkout(draft.basket, draft).weight == 3 * 500


def test_a_promotion_for_each_one_use_is_counted_by_mail_and_is_there_again_when_the_order_is_cancelled(buyer, stock):
    everything = a_range(includes_all_products=True)
    promotion = Promotion.objects.create(
        name_en="Once", kind="tiers", lane="order", status="running", most_uses_each=1, budget=100
    )
    an_offer(everything, need=("Value", 0), gain=("Absolute", 7), promotion=promotion)
    buyer.come_to_checkout(stock)
    buyer.place()
    order = Order.objects.get()
    promotion.refresh_from_db()
    assert (promotion.used, promotion.spent) == (1, 7)
    assert used_up_by([f"mail:{order.guest_email}"], rules_in_force(clock.now())) == {promotion.pk}
    services.cancel(order=order, reason="shopper")
    outbox.deliver_due()
    promotion.refresh_from_db()
    assert (promotion.used, promotion.spent) == (0, 0)


@pytest.fixture
def welcomed(stock):
    """Lin's first order, which a first-order offer made cheaper."""
    an_offer(
        a_range(includes_all_products=True),
        need=("Value", 0),
        gain=("Absolute", 7),
        promotion=Promotion.objects.create(
            name_en="Welcome", kind="tiers", lane="order", status="running", audience="first order"
        ),
    )
    buyer = a_buyer()
    buyer.come_to_checkout(stock)
    buyer.place()
    order = Order.objects.get()
    assert order.discounts.get().amount == 7
    services.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())


@pytest.mark.parametrize("so_far", [{}, {"street": "", "name": ""}], ids=["all is filled in", "still at it"])
@pytest.mark.parametrize(
    "again",
    [{"email": "Lin+new@example.com", "phone": "13900180018"}, {"email": "a@b.cn", "phone": "+86 138-0018-0018"}],
)
def test_a_first_order_offer_knows_a_guest_by_mailbox_and_telephone_however_they_are_written(
    stock, welcomed, again, so_far
):
    second = a_buyer()
    second.browser.get("/basket/")
    second.add(stock)
    assert "Welcome" in text(second.see_checkout())
    second.write(**again, **so_far)
    assert "Welcome" not in text(second.see_checkout())
