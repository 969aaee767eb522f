"""A shop with a past: its old payments can be refunded."""

import pytest
import stripe

from shop.embedded.stripe.past import PastPayment, remember

OLD = PastPayment("pi_old", amount=13800, refunded=3800, currency="cny", paid_at=1_760_000_000, order_number="9HXT")


def test_an_old_payment_is_refunded_as_far_as_it_was_not(own_stand_in):
    assert [remember(own_stand_in.folder, [OLD]) for _ in range(2)] == [1, 0]
    client = own_stand_in.client()
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": "pi_old", "amount": 10001})
    assert client.v1.refunds.create({"payment_intent": "pi_old"}).amount == 10000
    assert client.v1.payment_intents.retrieve("pi_old").created == 1_760_000_000
