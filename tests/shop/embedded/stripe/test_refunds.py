"""Refunds have a ceiling, and banks change their mind."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.shop.embedded.stripe.drivers import paid_intent, until


def test_part_by_part_until_nothing_is_left(client):
    intent = paid_intent(client, amount=10000)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 4000, "reason": "requested_by_customer"})
    rest = client.v1.refunds.create({"payment_intent": intent.id})
    assert (rest.amount, rest.status) == (6000, "succeeded")
    assert client.v1.charges.retrieve(intent.latest_charge).refunded is True
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 1})
    assert refusal.value.code == "charge_already_refunded"


def test_more_than_is_left_is_refused_and_changes_nothing(client):
    intent = paid_intent(client, amount=10000)
    with pytest.raises(stripe.InvalidRequestError, match=r"¥100\.01.*¥100\.00"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 10001})
    assert client.v1.refunds.list({"payment_intent": intent.id}).data == []


def test_an_unpaid_intent_has_nothing_to_refund(client):
    intent = client.v1.payment_intents.create({"amount": 1000, "currency": "cny"})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent.id})


def test_fifty_at_once_never_pass_the_ceiling(client):
    intent = paid_intent(client, amount=10000)

    def seven(_):
        try:
            return client.v1.refunds.create({"payment_intent": intent.id, "amount": 700}).amount
        except stripe.InvalidRequestError:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(seven, range(50))) == 9800


@pytest.mark.parametrize(
    ("token", "first", "last", "given_back"),
    [("pm_card_pendingRefund", "pending", "succeeded", 700), ("pm_card_refundFail", "succeeded", "failed", 0)],
)
def test_a_bank_that_decides_later(client, stand_in, token, first, last, given_back):
    intent = paid_intent(client, card=token)
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 700})
    assert refund.status == first
    stand_in.lever("clock", seconds=10)
    until(lambda: client.v1.refunds.retrieve(refund.id).status == last)
    stand_in.lever("clock", seconds=0)
    assert client.v1.charges.retrieve(intent.latest_charge).amount_refunded == given_back


def test_a_refund_declined_on_demand(client, stand_in):
    intent = paid_intent(client)
    stand_in.order("decline_refund")
    assert client.v1.refunds.create({"payment_intent": intent.id}).status == "failed"
    assert client.v1.refunds.create({"payment_intent": intent.id}).status == "succeeded"
