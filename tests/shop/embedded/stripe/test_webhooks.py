"""What the shop is told: signed, at least once, in no certain order, and badly on demand."""

import time
import urllib.error
import urllib.request

import pytest

from tests.shop.embedded.stripe.drivers import Browser, paid_intent, session_of, until


def test_a_payment_is_told_with_a_good_signature(client, shop):
    session = session_of(client)
    Browser().pay(session.url)
    (completed,) = shop.waits_for("checkout.session.completed")
    assert completed["data"]["object"]["id"] == session.id
    assert shop.waits_for("payment_intent.succeeded")
    assert shop.forged == 0


def test_who_paid_comes_back_when_the_shop_has_heard_of_it(client, shop):
    session = session_of(client)
    Browser().pay(session.url)
    assert [event["data"]["object"]["id"] for event in shop.told if event["type"] == "checkout.session.completed"] == [
        session.id
    ]


def test_a_shop_that_is_down_is_told_again(client, shop):
    shop.refusals = 3
    paid_intent(client)
    (event,) = shop.waits_for("payment_intent.succeeded")
    until(lambda: client.v1.events.retrieve(event["id"]).pending_webhooks == 0)


def test_duplicates_on_demand(stand_in, client, shop):
    stand_in.order("duplicate", matching="payment_intent.succeeded", copies=5)
    paid_intent(client)
    told = shop.waits_for("payment_intent.succeeded", times=5)
    assert len({event["id"] for event in told}) == 1


def test_a_lost_webhook_is_never_told_but_can_be_asked_for(stand_in, client, shop):
    stand_in.order("lose", matching="payment_intent.succeeded")
    intent = paid_intent(client)
    shop.waits_for("charge.succeeded")
    assert "payment_intent.succeeded" not in {event["type"] for event in shop.told}
    events = client.v1.events.list({"type": "payment_intent.succeeded"}).data
    assert events[0].data.object.id == intent.id


def test_out_of_order_on_demand(stand_in, client, shop):
    stand_in.order("hold", times=10)
    intent = paid_intent(client)
    client.v1.refunds.create({"payment_intent": intent.id})
    assert shop.told == []
    stand_in.lever("faults", "DELETE")
    assert stand_in.lever("webhooks/release", order="newest_first")["released"] >= 5
    assert shop.waits_for("payment_intent.created")
    assert shop.waits_for("charge.refunded")


def test_a_late_webhook_comes_later(stand_in, client, shop):
    stand_in.order("delay", matching="payment_intent.succeeded", seconds=0.6)
    began = time.monotonic()
    paid_intent(client)
    assert shop.waits_for("charge.succeeded")
    assert shop.waits_for("payment_intent.succeeded")
    assert time.monotonic() - began >= 0.6


def test_a_dispute_on_demand(stand_in, client, shop):
    intent = paid_intent(client)
    stand_in.lever("disputes", payment_intent=intent.id)
    assert shop.waits_for("charge.dispute.created")[0]["data"]["object"]["payment_intent"] == intent.id


def test_a_payment_without_a_browser(stand_in, client):
    session = session_of(client)
    assert stand_in.lever("payments", session=session.id)["status"] == "succeeded"
    declined = stand_in.lever("payments", session=session_of(client).id, card="4000000000000002")
    assert declined["error"]["code"] == "card_declined"


@pytest.mark.parametrize(("fault", "status"), [("fail_before", 500), ("rate_limit", 429)])
def test_a_refused_request_on_demand(stand_in, client, fault, status):
    stand_in.order(fault, matching="/v1/charges")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{stand_in.address}/v1/charges")
    refusal.value.close()
    assert refusal.value.code == status


def test_a_request_without_a_test_key_is_refused(stand_in):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{stand_in.address}/v1/charges")
    refusal.value.close()
    assert refusal.value.code == 401


def test_events_are_listed_newest_first_by_type_and_time(client):
    before = paid_intent(client)
    client.v1.refunds.create({"payment_intent": before.id})
    wanted = {"types": ["payment_intent.succeeded", "charge.refunded"], "created": {"gte": before.created}, "limit": 2}
    found = client.v1.events.list(wanted)
    assert [event.type for event in found.data] == ["charge.refunded", "payment_intent.succeeded"]
    assert client.v1.events.list({"created": {"gte": before.created + 3600}}).data == []
    page = client.v1.events.list({"limit": 1})
    assert client.v1.events.list({"limit": 1, "starting_after": page.data[0].id}).data[0].id != page.data[0].id


def test_a_stand_in_started_for_another_shop_forgets_the_first(own_stand_in):
    for url in ("http://127.0.0.1:1/", "http://127.0.0.1:2/"):
        own_stand_in.kill()
        own_stand_in.start("--webhook-url", url, "--secret", "whsec_x,whsec_y")
    endpoints = own_stand_in.client().v1.webhook_endpoints.list().data
    assert [(endpoint.url, endpoint.secret) for endpoint in endpoints] == [("http://127.0.0.1:2/", "whsec_x")]
