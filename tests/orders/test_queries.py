from datetime import timedelta

from django.contrib.auth.models import AnonymousUser

from kernel import clock
from orders import queries, services
from tests.orders.factories import a_stock, an_order


def test_an_order_is_seen_by_its_member_and_by_the_session_that_placed_it(db, django_user_model):
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    stock = a_stock()
    hers, guests, another = an_order(stock, user=member), an_order(stock), an_order(stock)
    assert set(queries.visible_to(member, [])) == {hers}
    assert set(queries.visible_to(member, [guests.number])) == {hers, guests}
    assert set(queries.visible_to(AnonymousUser(), [guests.number])) == {guests}
    assert another not in queries.visible_to(AnonymousUser(), [])


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
