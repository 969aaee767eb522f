import pytest

from kernel import clock
from kernel.counting import counts_of
from kernel.models import Receipt

pytestmark = pytest.mark.django_db


def test_several_questions_are_counted_in_one_query(django_assert_num_queries):
    for word in "abc":
        Receipt.objects.create(source="test", external_id=word, received_at=clock.now())
    questions = {
        "all": Receipt.objects.order_by("external_id"),
        "as far as two": Receipt.objects.order_by("pk")[:2],
        "named": Receipt.objects.filter(external_id="b").values_list("external_id", flat=True),
        "sources": Receipt.objects.values("source").distinct(),
        "nothing can be": Receipt.objects.filter(pk__in=[]),
    }
    with django_assert_num_queries(1):
        assert counts_of(questions) == {"all": 3, "as far as two": 2, "named": 1, "sources": 1, "nothing can be": 0}


def test_where_nothing_is_asked_no_query_is_made(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counts_of({}) == {}
