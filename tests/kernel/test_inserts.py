from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from oscar.apps.address.models import Country
from oscar.apps.order.models import ShippingAddress

from kernel import clock
from kernel.inserts import insert, insert_new
from kernel.models import AuditCheck, Receipt
from orders.basket.models import Basket
from orders.models import Line, Order, TimelineEntry
from orders.payments.models import CheckoutSession, PaymentAlert, Refund, Source, SourceType
from tests.orders.factories import an_order

pytestmark = pytest.mark.django_db


def receipt(word):
    return Receipt(source="test", external_id=word, received_at=clock.now())


def stored(model, pk):
    return model.objects.filter(pk=pk).values().get()


def test_rows_are_written_by_one_statement_in_their_order_and_know_their_keys(django_assert_num_queries):
    insert([receipt("composed")])
    with django_assert_num_queries(1):
        first, second, third = written = insert(receipt(word) for word in "abc")
    assert [stored(Receipt, each.pk)["external_id"] for each in written] == ["a", "b", "c"]
    assert first.pk < second.pk < third.pk and not third._state.adding
    third.external_id = "z"
    with django_assert_num_queries(1):
        third.save()


def test_where_there_are_no_rows_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert([]) == insert(iter(())) == []


def test_what_is_there_already_stays_as_it_is_and_the_rest_is_written(django_assert_num_queries):
    [there] = insert([receipt("a")])
    insert_new([receipt("b")])
    with django_assert_num_queries(1):
        insert_new([receipt("a"), receipt("c")])
    assert [*Receipt.objects.order_by("pk").values_list("external_id", flat=True)] == ["a", "b", "c"]
    assert stored(Receipt, there.pk)["received_at"] == there.received_at
    with django_assert_num_queries(0):
        insert_new([])


def an_order_as(**said):
    said = {"number": "N", "currency": "CNY", "date_placed": clock.now(), "snapshot": {"掌柜": [1, None]}} | said
    return Order(**{"total_incl_tax": Decimal("10.5"), "total_excl_tax": 10} | said)


def a_line_of(order, **said):
    money = {"line_price_incl_tax": 1, "line_price_excl_tax": 1}
    before = {"line_price_before_discounts_incl_tax": 1, "line_price_before_discounts_excl_tax": 1}
    return Line(order=order, partner_sku="A", title="Pot", quantity=2, num_allocated=0, **money, **before, **said)


@pytest.fixture
def samples():
    """Of each kind of column: two of the same, but for what is unique."""
    order, now = an_order(), clock.now()
    here, _ = Country.objects.get_or_create(iso_3166_1_a2="CN")
    till = SourceType.objects.create(name="Stripe", code="stripe")
    source = Source.objects.create(order=order, source_type=till, reference="pi", paid_the_order=False)
    asked = {"order": order, "amount": Decimal("3.10"), "currency": "CNY", "expires_at": now + timedelta(1)}
    return [
        [an_order_as(number=number) for number in "XY"],
        [a_line_of(order), a_line_of(order, unit_cost=Decimal("0.10"), struck_total=None)],
        [ShippingAddress(country=here, phone_number="+8613800138000"), ShippingAddress(country=here, line1="2")],
        [TimelineEntry(order=order, kind="paid", details={"amount": "1.00"}, happened_at=now) for _ in "ab"],
        [CheckoutSession(key=key, state=state, **asked) for key, state in [("a", "complete"), ("b", "expired")]],
        [Refund(source=source, amount=1), Refund(source=source, amount=Decimal("2.345"), form_key="f")],
        [PaymentAlert(kind=PaymentAlert.Kind.UNKNOWN, subject=subject) for subject in "ab"],
        [AuditCheck(entries=2**40), AuditCheck(entries=0, broken_at=3, reason="edited")],
    ]


def test_they_hold_what_the_orm_would_have_written(samples):
    """Defaults, NULL, JSON, money, instants, keys of others, and a key of our own."""
    for rows in samples:
        model, expected = type(rows[0]), []
        for row in rows:
            with transaction.atomic():
                row.save(force_insert=True)
                expected.append(stored(model, row.pk))
                transaction.set_rollback(True)
            if model._meta.auto_field:
                row.pk = None
        written = [stored(model, row.pk) for row in insert(rows)]
        for was, became in zip(expected, written, strict=True):
            assert model._meta.auto_field is None or was.pop("id") < became.pop("id")
            assert became == was


def test_the_moment_of_writing_is_set_where_a_column_says_so():
    before = clock.now()
    [basket] = insert([Basket()])
    assert before <= stored(Basket, basket.pk)["date_created"] <= clock.now()


@pytest.mark.parametrize(
    "refused",
    [
        lambda order: an_order_as(number=order.number),
        lambda order: an_order_as(total_incl_tax=Decimal(-1)),
        lambda order: TimelineEntry(order_id=order.pk, kind=None),
    ],
    ids=["unique", "check", "not null"],
)
def test_what_the_database_refuses_is_refused_and_the_transaction_lost(refused):
    order = an_order()
    with pytest.raises(IntegrityError), transaction.atomic():
        with pytest.raises(IntegrityError):
            insert([refused(order)])
        assert transaction.get_connection().needs_rollback
        raise IntegrityError("and nothing else was written")
    assert Order.objects.get() == order and not TimelineEntry.objects.exists()


def test_a_key_that_is_nobodys_is_refused_at_the_latest_with_the_commit():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([TimelineEntry(order_id=0, kind="paid")])
        transaction.get_connection().check_constraints()
