"""One key is one effect, also across faults and restarts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.shop.embedded.stripe.drivers import paid_intent

WISH = {"amount": 5000, "currency": "cny"}


def with_key(key):
    return {"idempotency_key": key}


def test_the_same_key_and_request_at_once_is_one_intent_and_one_answer(client):
    def ask(_):
        return client.v1.payment_intents.create(WISH, with_key("fifty")).id

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(ask, range(50)))) == 1


def test_the_same_key_with_another_request_is_refused(client):
    client.v1.payment_intents.create(WISH, with_key("other"))
    with pytest.raises(stripe.IdempotencyError):
        client.v1.payment_intents.create(WISH | {"amount": 6000}, with_key("other"))


def test_a_declined_answer_is_replayed_too(client):
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            wish = WISH | {"payment_method": "pm_card_visa_chargeDeclined", "confirm": True}
            client.v1.payment_intents.create(wish, with_key("declined"))
    assert len(client.v1.events.list({"type": "payment_intent.payment_failed"}).data) >= 1


@pytest.mark.parametrize("fault", ["fail_after", "hang_up", "fail_before"])
def test_a_client_that_retries_refunds_once(stand_in, client, fault):
    intent = paid_intent(client)
    stand_in.order(fault, matching="/v1/refunds")
    refund = stand_in.client(retries=2).v1.refunds.create({"payment_intent": intent.id, "amount": 700})
    assert [found.id for found in client.v1.refunds.list({"payment_intent": intent.id}).data] == [refund.id]


def test_nothing_is_lost_when_the_stand_in_is_killed(own_stand_in):
    client = own_stand_in.client()
    intent = paid_intent(client)
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 700}, with_key("once"))
    own_stand_in.kill()
    own_stand_in.start()
    assert client.v1.refunds.create({"payment_intent": intent.id, "amount": 700}, with_key("once")).id == refund.id
    assert client.v1.charges.retrieve(intent.latest_charge).amount_refunded == 700
