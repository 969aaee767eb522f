from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.payments.policy import Asked, Payment, differences, session_ends_at

ASKED = Asked(session_id="cs_1", key="k", order_number="9HXT", amount=13800, currency="cny")
PAID = Payment(intent_id="pi_1", session_id="cs_1", key="k", order_number="9HXT", amount=13800, currency="cny")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_what_was_asked_is_what_was_paid():
    assert differences(ASKED, PAID) == {}
    assert differences(ASKED, replace(PAID, session_id="")) == {}, "an intent does not know its session"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 13799),
        ("amount", 13801),
        ("currency", "jpy"),
        ("order_number", "7M3K"),
        ("key", "other"),
        ("session_id", "cs_2"),
    ],
)
def test_anything_else_is_a_difference(field, value):
    assert differences(ASKED, replace(PAID, **{field: value})) == {field: (getattr(ASKED, field), value)}


def test_a_session_lasts_as_long_as_the_order_but_never_less_than_stripe_allows():
    assert session_ends_at(NOON + timedelta(hours=2), NOON) == NOON + timedelta(hours=2)
    assert session_ends_at(NOON + timedelta(minutes=5), NOON) == NOON + timedelta(minutes=31)
