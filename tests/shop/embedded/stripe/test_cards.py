"""What each test card does, through the real client."""

import pytest
import stripe

from shop.embedded.stripe import cards
from tests.shop.embedded.stripe.drivers import paid_intent


def test_a_good_card_pays_at_once(client):
    intent = paid_intent(client, amount=12345)
    assert (intent.status, intent.amount_received) == ("succeeded", 12345)


@pytest.mark.parametrize(
    ("token", "code", "reason"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
    ],
)
def test_a_declined_card_says_why_and_the_intent_waits_for_another(client, token, code, reason):
    with pytest.raises(stripe.CardError) as refusal:
        paid_intent(client, card=token)
    assert (refusal.value.code, refusal.value.json_body["error"]["decline_code"]) == (code, reason)
    intent = client.v1.payment_intents.retrieve(refusal.value.json_body["error"]["payment_intent"]["id"])
    assert (intent.status, intent.amount_received) == ("requires_payment_method", 0)
    assert client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"


@pytest.mark.parametrize("card", [card for card in cards.CARDS if card.authenticates], ids=lambda card: card.number)
def test_a_three_d_secure_card_sends_the_shopper_to_the_bank(client, card):
    intent = paid_intent(client, card=card.token)
    assert intent.status == "requires_action"
    assert "/3ds/" in intent.next_action.redirect_to_url.url


def test_a_real_looking_card_that_is_not_on_the_list_is_declined(client):
    method = client.v1.payment_methods.create({"type": "card", "card": {"number": "4539578763621486"}})
    with pytest.raises(stripe.CardError) as refusal:
        paid_intent(client, card=method.id)
    assert refusal.value.json_body["error"]["decline_code"] == "test_mode_live_card"


def test_a_mistyped_number_is_refused_before_it_becomes_a_card(client):
    with pytest.raises(stripe.CardError) as refusal:
        client.v1.payment_methods.create({"type": "card", "card": {"number": "4242424242424241"}})
    assert refusal.value.code == "incorrect_number"


def test_every_number_of_the_list_is_well_formed():
    assert [card.number for card in cards.CARDS if cards.number_fault(card.number)] == []


def test_no_card_number_is_kept_on_disk(stand_in, client):
    client.v1.payment_methods.create({"type": "card", "card": {"number": "5555555555554444"}})
    kept = b"".join(path.read_bytes() for path in stand_in.folder.iterdir())
    assert b"5555555555554444" not in kept
    assert b"4444" in kept


@pytest.mark.parametrize(
    ("currency", "too_little", "enough"), [("cny", 399, 400), ("usd", 49, 50), ("jpy", 49, 50), ("hkd", 399, 400)]
)
def test_the_smallest_charge_of_a_currency(client, currency, too_little, enough):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        paid_intent(client, amount=too_little, currency=currency)
    assert refusal.value.code == "amount_too_small"
    assert paid_intent(client, amount=enough, currency=currency).amount_received == enough
