from django.utils import translation

from kernel import clock
from orders import services
from orders.timeline import timeline_of


def test_the_timeline_is_told_newest_first_in_the_readers_language(order):
    services.tell(order=order, kind="placed")
    services.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    assert [told.words for told in timeline_of(order)] == ["Payment received", "Order placed"]
    with translation.override("zh-hans"):
        assert [told.words for told in timeline_of(order)] == ["已收到付款", "订单已提交"]


def test_the_merchants_notes_are_not_told_to_the_shopper(order):
    services.tell(order=order, kind="note", details={"text": "ring twice"}, for_shopper=False)
    assert timeline_of(order) == []
    assert [told.kind for told in timeline_of(order, for_shopper=False)] == ["note"]
