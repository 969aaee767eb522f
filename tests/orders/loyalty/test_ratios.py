"""Goods of some categories earn more points, or none; what was earned at a ratio goes back at that ratio."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import services as catalogue
from catalogue.models import ProductCategory
from kernel import clock, outbox
from kernel.models import AuditEntry
from kernel.thresholds import set_values
from membership.points import queries as purse
from membership.points import services as points
from membership.points.policy import earned_for as at_one
from orders import services as orders
from orders.loyalty import services
from orders.loyalty.policy import Earning, earned_for
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock, an_order

TWO, NONE = Decimal(2), Decimal(0)


@pytest.fixture
def member(db):
    return a_shopper()


@pytest.fixture
def home(db):
    return catalogue.add_category(name={"en": "Home"})


@pytest.fixture
def lamps(home):
    return catalogue.add_category(name={"en": "Lamps"}, under=home)


def stock_in(category, price="100.00"):
    stock = a_stock(price=price)
    ProductCategory.objects.create(product=stock.product, category=category)
    return stock


def paid(member, *stocks):
    order = an_order(*stocks, quantity=1, user=member)
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    outbox.deliver_due()
    return order


def pending(member):
    return purse.balance_of(member.pk).pending


def test_the_nearest_category_with_a_ratio_counts(member, home, lamps):
    points.set_ratio(category=home, ratio=TWO)
    paid(member, stock_in(lamps))
    assert pending(member) == 200
    points.set_ratio(category=lamps, ratio=NONE)
    paid(member, stock_in(lamps), stock_in(home), a_stock(price="100.00"))
    assert pending(member) == 200 + 0 + 200 + 100


def test_of_several_categories_the_best_counts_and_a_variant_stands_with_its_product(home, lamps):
    stock = stock_in(home)
    ProductCategory.objects.create(product=stock.product, category=catalogue.add_category(name={"en": "Sale"}))
    points.set_ratio(category=home, ratio=Decimal("1.50"))
    child = a_stock().product
    child.structure, child.parent = "child", stock.product
    child.save()
    ratios = purse.ratios_of({stock.product_id, child.pk})
    assert ratios == {stock.product_id: Decimal("1.50"), child.pk: Decimal("1.50"), None: Decimal(1)}


def test_the_shops_own_ratio_counts_where_no_category_has_one(member):
    set_values({"points.for_a_hundred": 150})
    paid(member, a_stock(price="99.00"))
    assert pending(member) == 148


def test_a_ratio_set_later_is_for_later_orders(member, home):
    points.set_ratio(category=home, ratio=TWO)
    order = paid(member, stock_in(home), stock_in(home))
    points.set_ratio(category=home, ratio=NONE)
    orders.record_refund(order=order, amount=Decimal("100.00"), at=clock.now())
    outbox.deliver_due()
    assert pending(member) == 200


def test_pieces_take_back_what_they_earned_and_not_what_others_did(member, home):
    points.set_ratio(category=home, ratio=TWO)
    order = paid(member, stock_in(home), a_stock(price="100.00"))
    doubled, plain = order.lines.order_by("pk")
    went_back = {plain.pk: Decimal("100.00")}
    taken = services.let_go(order=order, went_back=went_back, kept=Decimal("100.00"), key="taken:R1")
    orders.record_refund(order=order, amount=Decimal("100.00"), at=clock.now())
    outbox.deliver_due()
    assert (taken, pending(member)) == (100, 200)
    services.let_go(order=order, went_back={doubled.pk: Decimal("100.00")}, kept=Decimal(0), key="taken:R2")
    assert pending(member) == 0


def test_a_ratio_is_within_reason_and_in_the_audit_log(home):
    with pytest.raises(points.RatioOutOfReach):
        points.set_ratio(category=home, ratio=Decimal("10.01"))
    points.set_ratio(category=home, ratio=TWO)
    points.set_ratio(category=home, ratio=TWO)
    points.set_ratio(category=home, ratio=None)
    assert purse.ratios_by_category() == []
    assert AuditEntry.objects.filter(action="points.ratio").count() == 2


cents = st.decimals("0", "5000", places=2)
ratios = st.decimals("0", "10", places=2)


@given(st.lists(st.tuples(cents, ratios), max_size=6), cents, cents)
def test_keeping_more_never_earns_less_and_giving_all_back_leaves_nothing(lines, one, other):
    earnings = [Earning(kept, ratio) for kept, ratio in lines]
    less, more = sorted([one, other])
    assert earned_for(earnings, less) <= earned_for(earnings, more)
    assert earned_for(earnings, Decimal(0)) == 0


@given(st.lists(cents, min_size=1, max_size=6), cents)
def test_at_one_point_a_yuan_lines_earn_what_their_sum_earns(lines, kept):
    kept = min(kept, sum(lines))
    assert earned_for([Earning(line, Decimal(1)) for line in lines], kept) == at_one(kept)
