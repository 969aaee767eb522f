import pytest

from catalogue.models import Product
from kernel import clock
from kernel.models import Receipt
from kernel.prepared import ColumnsInAnyOrder, Prepared, attach
from orders.models import Line, Order
from tests.orders.factories import an_order

pytestmark = pytest.mark.django_db


def receipts(*words):
    return [Receipt.objects.create(source="test", external_id=word, received_at=clock.now()).pk for word in words]


def test_a_question_is_composed_once_and_answered_for_whatever_keys(django_assert_num_queries):
    composed = []

    def question(keys):
        composed.append(keys)
        found = Receipt.objects.filter(pk__in=keys, source="test").order_by("-external_id")
        return found.values_list("pk", "external_id")

    first, second, third = receipts("a", "b", "c")
    prepared = Prepared(question)
    with django_assert_num_queries(2):
        assert prepared.rows([first, third]) == [(third, "c"), (first, "a")]
        assert prepared.rows({second}) == [(second, "b")]
    assert len(composed) == 1


def test_it_answers_in_objects_too_and_reads_what_it_left_out_where_that_is_asked_for(django_assert_num_queries):
    first, _second = receipts("a", "b")
    prepared = Prepared(lambda keys: Receipt.objects.filter(pk__in=keys).only("external_id"))
    with django_assert_num_queries(1):
        (found,) = prepared.objects([first])
        assert (found.pk, found.external_id) == (first, "a")
        assert prepared.objects([]) == []
    with django_assert_num_queries(1):
        assert found.source == "test"


def test_one_key_may_be_a_bound():
    receipts("a", "b", "c")
    up_to = Prepared(lambda key: Receipt.objects.filter(external_id__lte=key).order_by("pk").values_list("external_id"))
    assert up_to.rows(["b"]) == [("a",), ("b",)]


def test_where_there_are_no_keys_no_query_is_made(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Prepared(lambda keys: Receipt.objects.filter(pk__in=keys).values_list("pk")).rows([]) == []


def test_a_model_of_several_languages_names_its_very_columns():
    def question(products):
        return lambda keys: products.filter(parent__in=keys).values_list("pk", "parent_id")

    with pytest.raises(ColumnsInAnyOrder):
        Prepared(question(Product.objects)).rows([1])
    assert Prepared(question(Product.objects.rewrite(False))).rows([1]) == []


def test_whole_rows_are_instances_as_the_orm_brings_them():
    order = an_order()
    asked = Prepared(lambda keys: Order.objects.filter(pk__in=keys))
    [found] = asked.objects([order.pk])
    brought = Order.objects.get(pk=order.pk)
    assert found == brought and found.snapshot == brought.snapshot
    assert vars(found).keys() == vars(brought).keys()


def test_rows_that_were_attached_are_asked_for_no_more(django_assert_num_queries):
    order = Order.objects.get(pk=an_order().pk)
    lines = list(Line.objects.filter(order=order))
    attach(order, "lines", lines)
    with django_assert_num_queries(0):
        assert list(order.lines.all()) == lines and len(order.lines.all()) == 1
        assert order.lines.all()[0].order is order
