"""One basket a shopper; what is put in stays in, and logging in doubles nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from kernel import clock
from orders.basket import queries, services
from orders.basket.handlers import announcement
from orders.basket.models import Basket, Line
from orders.basket.queries import Shopper
from promotions.coupons.models import Voucher
from tests.orders.factories import a_stock

GUEST = Shopper(None, "a" * 32)


@pytest.fixture
def member(db, django_user_model):
    return django_user_model.objects.create_user(email="lin@example.com", password="x")


def contents(shopper=GUEST):
    return queries.contents_of(queries.open_basket_of(shopper))


def test_looking_writes_nothing(db):
    assert contents().is_empty
    assert not Basket.objects.exists()


def test_the_same_sku_again_makes_the_line_longer(stock):
    assert services.add(shopper=GUEST, stock=stock, quantity=2) == 2
    assert services.add(shopper=GUEST, stock=stock, quantity=3) == 5
    assert Line.objects.get().quantity == 5


def test_a_line_never_grows_past_the_most_of_one(stock):
    services.add(shopper=GUEST, stock=stock, quantity=98)
    assert services.add(shopper=GUEST, stock=stock, quantity=98) == services.MOST_OF_ONE


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**9])
def test_an_impossible_quantity_changes_nothing(stock, quantity):
    services.add(shopper=GUEST, stock=stock, quantity=1)
    for command in (
        lambda: services.add(shopper=GUEST, stock=stock, quantity=quantity),
        lambda: services.set_quantity(shopper=GUEST, line_id=Line.objects.get().pk, quantity=quantity),
    ):
        with pytest.raises(services.ImpossibleQuantity):
            command()
    assert Line.objects.get().quantity == 1


def test_a_removed_line_can_be_taken_back_as_it_was(stock):
    services.add(shopper=GUEST, stock=stock, quantity=3)
    line = Line.objects.get()
    services.remove(shopper=GUEST, line_id=line.pk)
    assert contents().is_empty
    assert [entry.id for entry in contents().removed] == [line.pk]
    assert queries.pieces_in_basket_of(GUEST) == 0
    services.take_back(shopper=GUEST, line_id=line.pk)
    assert [entry.wanted for entry in contents().entries] == [3]


def test_what_was_removed_and_is_added_again_starts_anew(stock):
    services.add(shopper=GUEST, stock=stock, quantity=3)
    services.remove(shopper=GUEST, line_id=Line.objects.get().pk)
    assert services.add(shopper=GUEST, stock=stock, quantity=1) == 1


def test_another_shoppers_line_does_not_exist(stock, member):
    services.add(shopper=GUEST, stock=stock, quantity=1)
    for stranger in (Shopper(None, "b" * 32), Shopper(member.pk, "a" * 32), Shopper(None, "")):
        with pytest.raises(Line.DoesNotExist):
            services.remove(shopper=stranger, line_id=Line.objects.get().pk)
    assert not contents().is_empty


def test_a_price_that_moved_is_told_with_old_and_new_until_it_is_seen(stock):
    services.add(shopper=GUEST, stock=stock, quantity=1)
    stock.price = Decimal("75.00")
    stock.save()
    (entry,) = contents().entries
    assert (entry.has_moved, entry.seen_price, entry.unit_price) == (True, Decimal("69.00"), Decimal("75.00"))
    assert contents().quote.total == Decimal("75.00")
    services.set_quantity(shopper=GUEST, line_id=entry.id, quantity=1)
    assert not contents().entries[0].has_moved


def test_what_is_sold_out_or_off_the_shelf_is_left_out_of_the_sum(db):
    gone, hidden, scarce, there = (a_stock(on_hand=n, price="10.00") for n in (0, 5, 2, 5))
    for stock in (gone, hidden, scarce, there):
        services.add(shopper=GUEST, stock=stock, quantity=3)
    hidden.product.is_public = False
    hidden.product.save()
    found = contents()
    assert [(entry.can_be_had, entry.quantity) for entry in found.entries] == [
        (False, 0),
        (False, 0),
        (True, 2),
        (True, 3),
    ]
    assert found.quote.total == Decimal("50.00")


def test_a_guests_basket_becomes_the_members(stock, member):
    services.add(shopper=GUEST, stock=stock, quantity=2)
    merged = services.merge(visitor_id=GUEST.visitor_id, user=member)
    assert announcement(merged) == ""
    assert [entry.wanted for entry in contents(Shopper(member.pk, "")).entries] == [2]
    assert contents().is_empty


def test_two_baskets_are_put_together_without_doubling_and_it_is_announced(db, member):
    both, mine, theirs = (a_stock(title=title) for title in ("Stool", "Lamp", "Cactus"))
    hers = Shopper(member.pk, "")
    services.add(shopper=hers, stock=both, quantity=2)
    services.add(shopper=hers, stock=mine, quantity=1)
    services.add(shopper=GUEST, stock=both, quantity=3)
    services.add(shopper=GUEST, stock=theirs, quantity=1)
    merged = services.merge(visitor_id=GUEST.visitor_id, user=member)
    assert {entry.title: entry.wanted for entry in contents(hers).entries} == {"Stool": 3, "Lamp": 1, "Cactus": 1}
    assert announcement(merged) == (
        "We put your two baskets together. From an earlier visit: Lamp. In both, so the larger number stays: Stool."
    )
    assert services.merge(visitor_id=GUEST.visitor_id, user=member) == services.Merged()


def a_voucher(code="SPRING", **fields):
    now = clock.now()
    return Voucher.objects.create(
        **{"name": code, "code": code, "start_datetime": now, "end_datetime": now + timedelta(days=1), **fields}
    )


def test_the_coupon_comes_along_at_log_in(stock, member):
    services.add(shopper=Shopper(member.pk, ""), stock=stock, quantity=1)
    services.add(shopper=GUEST, stock=stock, quantity=1)
    a_voucher()
    services.use_code(shopper=GUEST, code=" spring ", user=AnonymousUser())
    services.merge(visitor_id=GUEST.visitor_id, user=member)
    assert list(contents(Shopper(member.pk, "")).codes.values()) == ["SPRING"]


def test_the_coupon_chosen_last_stays_and_the_other_is_announced(stock, member):
    hers = Shopper(member.pk, "")
    for shopper, code in ((hers, "OLD"), (GUEST, "NEW")):
        services.add(shopper=shopper, stock=stock, quantity=1)
        a_voucher(code)
        services.use_code(shopper=shopper, code=code, user=AnonymousUser())
    merged = services.merge(visitor_id=GUEST.visitor_id, user=member)
    assert list(contents(hers).codes.values()) == ["NEW"] and merged.put_aside == ["OLD"]
    assert "the one you chose last stays" in announcement(merged)


@pytest.mark.parametrize("code", ["", "UNKNOWN", "OVER", "NOT-YET", "MEMBERS", "x" * 1024, "nul\0", "' OR 1=1 --"])
def test_a_code_that_brings_nothing_is_refused_without_saying_why(db, code):
    now = clock.now()
    a_voucher("OVER", end_datetime=now - timedelta(seconds=1), start_datetime=now - timedelta(days=2))
    a_voucher("NOT-YET", start_datetime=now + timedelta(hours=1))
    a_voucher("MEMBERS", usage=Voucher.ONCE_PER_CUSTOMER)
    with pytest.raises(services.CodeRefused):
        services.use_code(shopper=GUEST, code=code, user=AnonymousUser())
    assert not Basket.objects.exists()
