from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from kernel import clock
from orders import queries, services
from orders.models import Mailbox, Order
from promotions.coupons.policy import mail_key
from tests.orders.factories import a_stock, an_order


def test_an_order_is_seen_by_its_member_and_by_the_session_that_placed_it(db, django_user_model):
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    stock = a_stock()
    hers, guests, another = an_order(stock, user=member), an_order(stock), an_order(stock)
    assert set(queries.visible_to(member, [])) == {hers}
    assert set(queries.visible_to(member, [guests.number])) == {hers, guests}
    assert set(queries.visible_to(AnonymousUser(), [guests.number])) == {guests}
    assert another not in queries.visible_to(AnonymousUser(), [])


@pytest.mark.parametrize("asks", ["member", "stranger", "guest"])
def test_an_order_found_by_its_number_is_one_that_is_seen(asks, db, rf, django_user_model):
    people = {
        name: django_user_model.objects.create_user(email=f"{name}@example.com") for name in ("member", "stranger")
    }
    stock = a_stock()
    orders = [an_order(stock, user=people["member"]), an_order(stock), an_order(stock)]
    request = rf.get("/")
    request.user, request.session = people.get(asks, AnonymousUser()), {queries.SESSION_ORDERS: [orders[1].number]}
    found = [order for order in orders if queries.order_seen_in(request, order.number)]
    assert set(found) == set(queries.visible_in(request))
    assert queries.order_seen_in(request, "0000-0000-0000") is None


def test_a_members_orders_come_newest_first_in_two_queries(django_user_model, stock, django_assert_num_queries):
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    older = an_order(stock, user=member, date_placed=clock.now() - timedelta(days=1))
    newer = an_order(stock, user=member)
    with django_assert_num_queries(2):
        orders = list(queries.orders_of(member))
        assert [order.lines.all()[0].quantity for order in orders] == [2, 2]
    assert orders == [newer, older]


def test_only_unpaid_orders_past_their_time_are_stale(stock):
    now = clock.now()
    stale = an_order(stock, pay_by=now - timedelta(seconds=1))
    an_order(stock, pay_by=now + timedelta(seconds=1))
    paid = an_order(stock, pay_by=now - timedelta(seconds=1))
    services.mark_paid(order=paid, amount=paid.total_incl_tax, at=now)
    assert list(queries.stale_unpaid(now)) == [stale]


def test_two_lines_of_one_stock_want_their_sum(order, stock):
    line = order.lines.get()
    line.pk = None
    line.save()
    assert queries.stock_wanted_by(order) == {stock.pk: 4}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [("lin@example.com", "Lin+new@Example.com"), ("l.i.n@gmail.com", "LIN+2@googlemail.com"), ("a@b.cn", "a@b.cn")],
)
def test_who_bought_is_known_by_the_mailbox_whatever_its_address_is_written_like(one, other):
    order = an_order(guest_email=one)
    assert not queries.was_ever_paid_by(email=other), "not paid yet"
    services.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    assert queries.was_ever_paid_by(email=other)
    assert not queries.was_ever_paid_by(email=f"x{other}")
    assert not queries.was_ever_paid_by()


@pytest.mark.django_db
def test_the_database_and_the_policy_agree_on_what_one_mailbox_is():
    """One is asked by an index, the other keys coupons and limits."""
    for email in ("A+b+c@x.org", "a.b+c@gmail.com", "a.b@gmail.community", "a.b@notgmail.com", "x@googlemail.com"):
        an_order(guest_email=email)
        placed = Order.objects.filter(guest_email=email).annotate(told=Mailbox("guest_email"))
        assert placed.get().told == mail_key(email)
