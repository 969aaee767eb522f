"""What an exchange brought may come back too: under its own days, for what was paid for the piece it replaced, once."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from catalogue.inventory.models import StockRecord
from catalogue.photos import services as photos
from catalogue.photos.queries import photo_of
from kernel import clock
from kernel.outbox import deliver_due
from orders.aftersales import policy, services
from orders.aftersales.models import LineReturns, Return, ReturnLine
from orders.aftersales.queries import offer_of
from orders.models import Order
from orders.payments.models import Source
from tests.catalogue.factories import a_picture
from tests.orders.aftersales.factories import a_delivered_order, a_request, bring_to_inspection, deliver, take_off
from tests.orders.aftersales.test_pages import address, ask, text, variants
from tests.orders.aftersales.test_services import gift_with
from tests.orders.factories import a_stock, an_order
from tests.orders.histories.life import arrive

pytestmark = pytest.mark.django_db

BY = "li@shop.example"
DAY = timedelta(days=1)
S = Return.State


@pytest.fixture
def shelf():
    """Three variants of a shoe at one price, ten pieces of the first and three of the others."""
    return variants(3, 3)


@pytest.fixture
def delivered(shelf, member):
    """Two of the first for ¥69.00 each, a moment ago."""
    return a_delivered_order(shelf[0], user=member)


def exchanged(order, stock, *, number="YT2611240093715", **wish) -> Return:
    """A piece of the order's first line has been exchanged, and the new one is with a carrier."""
    line = order.lines.order_by("pk").first()
    request = a_request(order, line, kind="exchange", reason="wrong_size", swaps={line.pk: stock.pk}, **wish)
    bring_to_inspection(request)
    services.ship_replacement(request=request, carrier="yuantong", number=number, by=BY)
    return request


def arrived(exchange) -> Return:
    """The parcel with what the exchange brought is signed for now."""
    arrive(exchange.replacement)
    deliver_due()
    return Return.objects.select_related("order", "replacement").get(pk=exchange.pk)


def counted(exchange):
    """Of the pieces bought, those claimed and those settled; of the pieces brought, those asked about again."""
    line = LineReturns.objects.get()
    return line.claimed, line.refunded, exchange.lines.get().asked_again


def on_hand(*stocks):
    return [StockRecord.objects.get(pk=stock.pk).num_in_stock for stock in stocks]


def test_the_new_piece_comes_back_for_what_the_old_one_cost(shelf, member):
    old, new, _ = shelf
    order = an_order(old, quantity=3, user=member)
    take_off(order.lines.get(), order=Decimal("10.00"))
    exchange = arrived(exchanged(deliver(order), new))
    StockRecord.objects.filter(pk=new.pk).update(price=Decimal("99.00"))
    again = bring_to_inspection(a_request(order, exchange=exchange))
    services.refund(request=again, by=BY)
    assert (again.money_back, counted(exchange)) == (Decimal("65.67"), (1, 1, 1))
    assert on_hand(old, new) == [8, 3]


def test_all_pieces_together_are_what_was_paid_whichever_were_exchanged(shelf, member):
    order = an_order(shelf[0], quantity=3, user=member)
    take_off(order.lines.get(), order=Decimal("10.00"))
    exchange = arrived(exchanged(deliver(order), shelf[1], quantity=2))
    for wish in ({"exchange": exchange}, {}, {"exchange": exchange}):
        services.refund(request=bring_to_inspection(a_request(order, **wish)), by=BY)
    assert sum(Return.objects.exclude(money_back=None).values_list("money_back", flat=True)) == order.total_incl_tax
    source = Source.objects.get()
    assert source.amount_refunded == source.amount_debited
    with pytest.raises(services.AftersalesRefused):
        a_request(Order.objects.get(pk=order.pk), exchange=exchange)


def test_a_new_piece_is_asked_about_once(delivered, shelf):
    exchange = arrived(exchanged(delivered, shelf[1]))
    first = a_request(delivered, exchange=exchange)
    with pytest.raises(services.NoPiecesLeft):
        a_request(delivered, exchange=exchange)
    assert counted(exchange) == (1, 0, 1)
    services.withdraw(request=first)
    assert counted(exchange) == (1, 0, 0)
    services.reject(request=a_request(delivered, exchange=exchange), words="Worn.", by=BY)
    assert counted(exchange) == (1, 0, 0)


@pytest.mark.parametrize("quantity", [0, -1, 2])
def test_as_many_as_the_exchange_brought_and_no_more(delivered, shelf, quantity):
    exchange = arrived(exchanged(delivered, shelf[1]))
    with pytest.raises(services.AftersalesRefused):
        a_request(delivered, exchange=exchange, quantity=quantity)
    assert counted(exchange) == (1, 0, 0)


def test_it_may_be_exchanged_again_even_for_what_was_bought_first(delivered, shelf):
    old, second, third = shelf
    line, exchange = delivered.lines.get(), arrived(exchanged(delivered, second))
    with pytest.raises(services.NoSuchVariant):
        exchanged(delivered, second, exchange=exchange, number="YT2611240093716")
    another = arrived(exchanged(delivered, third, exchange=exchange, number="YT2611240093717"))
    back = exchanged(delivered, old, exchange=another, number="YT2611240093718")
    assert on_hand(old, second, third) == [8, 3, 3]
    assert LineReturns.objects.get(pk=line.pk).claimed == 1
    refund = bring_to_inspection(a_request(delivered, exchange=arrived(back)))
    services.refund(request=refund, by=BY)
    assert (refund.money_back, on_hand(old, second, third)) == (Decimal("69.00"), [9, 3, 3])


def test_an_exchange_of_another_order_or_under_way_brings_nothing(delivered, shelf, member):
    other = arrived(exchanged(a_delivered_order(shelf[0], user=member), shelf[1]))
    line = delivered.lines.get()
    waiting = a_request(delivered, kind="exchange", reason="wrong_size", swaps={line.pk: shelf[1].pk})
    for exchange in (other, waiting):
        with pytest.raises(services.NothingChosen):
            a_request(delivered, exchange=exchange)
    assert not ReturnLine.objects.filter(asked_again__gt=0).exists()


@pytest.mark.parametrize(
    ("days", "reason", "is_open"),
    [
        (6.99, policy.CHANGED_MIND, True),
        (7, policy.CHANGED_MIND, False),
        (14.99, policy.DAMAGED, True),
        (15, policy.DAMAGED, False),
    ],
)
def test_its_days_begin_when_it_arrives_and_not_with_the_order(shelf, member, days, reason, is_open):
    order = a_delivered_order(shelf[0], user=member, days_ago=14)
    exchange = exchanged(order, shelf[1])
    assert offer_of(order, exchange).term is None
    exchange = arrived(exchange)
    with time_machine.travel(exchange.replacement.delivered_at + days * DAY, tick=False):
        if is_open:
            assert a_request(order, exchange=exchange, reason=reason).state == S.REQUESTED
        else:
            with pytest.raises(services.ReturnWindowIsClosed):
                a_request(order, exchange=exchange, reason=reason)


def test_points_are_earned_when_the_new_piece_may_no_longer_come_back(delivered, shelf):
    services.open_window(order_id=delivered.pk, delivered_at=delivered.delivered_at)
    with time_machine.travel(clock.now() + 5 * DAY, tick=False):
        arrived(exchanged(delivered, shelf[1]))
    with time_machine.travel(clock.now() + 11 * DAY, tick=False):
        assert services.close_windows() == 0
    with time_machine.travel(clock.now() + 12 * DAY, tick=False):
        assert services.close_windows() == 1


def test_a_gift_stays_while_the_exchanged_piece_does(shelf, member):
    order = an_order(shelf[0], quantity=2, user=member)
    gift = gift_with(order, a_stock(), quantity=2)
    exchange = arrived(exchanged(deliver(order), shelf[1]))
    main = gift.gift_of_id
    for wish in ({}, {"exchange": exchange}):
        request = a_request(order, gift.gift_of, **wish)
        assert {each.line_id: each.quantity for each in request.lines.all()} == {main: 1, gift.pk: 1}


def test_it_is_asked_for_on_the_page_of_the_exchange(client, delivered, shelf, member, django_assert_max_num_queries):
    client.force_login(member)
    exchange = exchanged(delivered, shelf[1])
    again = address(delivered, 1, "returns")
    assert "You need not wait for the delivery" in client.get(address(delivered, 1)).text
    arrived(exchange)
    client.get(address(delivered, 1))
    with django_assert_max_num_queries(20):
        page = text(client.get(address(delivered, 1)))
    assert (f'href="{again}"' in page, "worth what you paid for the piece it replaced" in page) == (True, True)
    with django_assert_max_num_queries(14):
        assert client.get(again).status_code == 200
    line = delivered.lines.get()
    answer = client.post(again, {**filled(client.get(again)), "kind": "return", "reason": "changed_mind"})
    assert answer["Location"] == address(delivered, 2)
    assert Return.objects.get(place=2).lines.get().brought_by == exchange.lines.get()
    assert client.get(again).status_code == 410
    assert ask(client, delivered, **{f"line_{line.pk}": 1})["Location"] == address(delivered, 3)


def test_the_pages_show_the_picture_of_the_variant_the_shopper_has_now(client, shelf, member, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    old, new = (photographed(stock, colour) for stock, colour in zip(shelf, ("brown", "white"), strict=False))
    delivered = a_delivered_order(shelf[0], user=member)
    delivered.lines.update(photo=old)
    client.force_login(member)
    assert old in client.get(delivered.get_absolute_url()).text
    exchange = arrived(exchanged(delivered, shelf[1]))
    a_request(delivered, exchange=exchange)
    exchanged(delivered, shelf[1], number="YT2611240093716")
    for page in (delivered.get_absolute_url(), address(delivered, 2), address(delivered, 3, "returns")):
        shown = client.get(page).text
        assert (page, new in shown, old in shown) == (page, True, False)


def photographed(stock, colour):
    """The address of the small picture that the variant has from now on."""
    image = photos.add_photo(product=stock.product, upload=a_picture(400, 400, colour=colour))
    photos.make_renditions(name=image.original.name)
    image.refresh_from_db()
    return photo_of(image).url(320)


def filled(page):
    """What a form says when nothing in it is touched."""
    return {field.html_name: field.initial for field in page.context["form"] if field.initial is not None}


def test_there_is_nothing_to_ask_about_what_is_no_exchange(client, delivered, member):
    client.force_login(member)
    a_request(delivered)
    assert client.get(address(delivered, 1, "returns")).status_code == 404
    assert client.get(address(delivered, 9, "returns")).status_code == 404
