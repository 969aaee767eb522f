"""Stripe's webhook: who is believed, what is taken in, and that nothing anybody sends does harm."""

import copy
import json
import random
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings as store
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock
from kernel.models import Receipt
from orders.payments import services, signatures, webhooks
from orders.payments.models import PaymentAlert, Refund, Source
from orders.payments.services.news import REACTIONS
from shop.embedded.surroundings import STRIPE_EVENTS
from tests.addresses import exempt_from_tokens
from tests.orders.payments.till import WEBHOOK, deliver, event_of, news_of, open_session, pay, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(stripe, order):
    """What Stripe tells of one good payment."""
    return news_of(stripe, pay(stripe, order))


@pytest.fixture
def paid_event(news):
    return event_of("payment_intent.succeeded", news)


def again(thing):
    thing.refresh_from_db()
    return thing


def test_a_payment_told_by_webhook_pays_the_order(client, order, paid_event):
    assert deliver(client, paid_event).status_code == 200
    assert (again(order).status, order.amount_paid) == ("paid", Decimal("138.00"))


def test_both_kinds_of_news_of_one_payment_pay_it_once(client, order, news):
    for event in 2 * news:
        assert deliver(client, event).status_code == 200
    assert again(order).timeline.filter(kind="paid").count() == Source.objects.count() == 1
    assert not PaymentAlert.objects.exists()


def test_a_copy_leaves_one_receipt(client, paid_event):
    for _ in range(3):
        deliver(client, paid_event)
    assert Receipt.objects.filter(source="stripe", external_id=paid_event["id"]).count() == 1


def test_an_event_whose_reaction_failed_is_taken_in_again(client, order, paid_event, monkeypatch):
    def fail(**_):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("orders.services.mark_held_paid", fail)
        assert deliver(client, paid_event).status_code == 409
    assert not Receipt.objects.exists()
    assert again(order).status == "pending"
    assert deliver(client, paid_event).status_code == 200
    assert again(order).status == "paid"


@pytest.mark.parametrize("secret", ["whsec_new", "whsec_old"])
def test_two_secrets_are_believed_while_one_is_rotated(client, order, paid_event, secret):
    assert deliver(client, paid_event, secret=secret).status_code == 200
    assert again(order).status == "paid"


@pytest.fixture
def this_second():
    """A second in which the clock stands still: the last fresh age and the first stale one are whole numbers."""
    second = clock.now().replace(microsecond=0)
    with time_machine.travel(second, tick=False):
        yield second.timestamp()


@pytest.mark.parametrize("age", [0, 300, -300])
def test_five_minutes_either_way_are_fresh(client, paid_event, this_second, age):
    assert deliver(client, paid_event, at=this_second - age).status_code == 200


@pytest.mark.parametrize("age", [301, 86400, -301, -86400])
def test_older_or_from_the_future_is_refused(client, order, paid_event, this_second, age):
    assert deliver(client, paid_event, at=this_second - age).status_code == 400
    assert again(order).status == "pending"


def test_without_a_secret_nobody_is_believed(client, paid_event, settings):
    settings.STRIPE_WEBHOOK_SECRET = [""]
    assert deliver(client, paid_event, secret="").status_code == 400
    settings.STRIPE_WEBHOOK_SECRET = []
    assert deliver(client, paid_event).status_code == 400


def test_re_encoded_json_is_not_what_was_signed(client, order, paid_event):
    body = json.dumps(paid_event).encode()
    spaced = json.dumps(paid_event, indent=1).encode()
    assert deliver(client, spaced, header=signed(body)).status_code == 400
    assert again(order).status == "pending"


def mutations(body, header, times):
    """Bodies and headers with one bit turned, one byte lost or doubled, cut short, or with parts swapped."""
    dice = random.Random(20261122)
    for _ in range(times):
        target, other = (body, header.encode())[:: dice.choice((1, -1))]
        place = dice.randrange(len(target))
        change = dice.randrange(4)
        mutated = {
            0: target[:place] + bytes([target[place] ^ 1 << dice.randrange(7)]) + target[place + 1 :],
            1: target[:place] + target[place + 1 :],
            2: target[:place] + target[place : place + 1] + target[place:],
            3: target[:place],
        }[change]
        if mutated == target:
            continue
        yield (mutated, other) if target == body else (other, mutated)


@pytest.mark.parametrize("times", [250, pytest.param(1000, marks=pytest.mark.torture)])
def test_no_mutated_message_is_believed(client, order, paid_event, times):
    body = json.dumps(paid_event).encode()
    header = signed(body)
    statuses = {
        deliver(client, wrong_body, header=wrong_header.decode("latin-1")).status_code
        for wrong_body, wrong_header in mutations(body, header, times)
        if "\n" not in wrong_header.decode("latin-1") and "\r" not in wrong_header.decode("latin-1")
    }
    assert statuses == {400}
    assert again(order).status == "pending"
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1",
        "v1=" + 64 * "a",
        "t=,v1=",
        "t=x,v1=y",
        "t=1,t=1,v1=" + 64 * "0",
        "掌柜",
        3000 * "v1=a,",
        "t=" + 400 * "9",
    ],
)
def test_a_header_that_is_none_is_refused(client, paid_event, header):
    assert deliver(client, paid_event, header=header.encode().decode("latin-1")).status_code == 400


def test_any_of_several_signatures_counts(news):
    body = b"{}"
    good = signatures.signature(body, secret="whsec_new", timestamp="1000")
    header = f"t=1000,v1={64 * '0'},v1={good},v0={64 * '1'}"
    assert signatures.is_genuine(body, header, secrets=["whsec_old", "whsec_new"], now=1000)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"evt"',
        b"{}",
        b'{"id": 1}',
        b'{"id":"e","type":"payment_intent.succeeded","data":{}}',
    ],
)
def test_signed_nonsense_is_malformed(client, body):
    assert deliver(client, body).status_code == 400
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "damage",
    [
        {"amount_received": "13800"},
        {"amount_received": 138.0},
        {"amount_received": None},
        {"amount_received": True},
        {"currency": None},
        {"currency": 7},
        {"id": None},
        {"id": "pi\0"},
        {"metadata": None},
        {"metadata": []},
        {"metadata": {"order": ["x"]}},
    ],
)
def test_signed_but_damaged_payments_pay_nothing(client, order, paid_event, damage):
    paid_event["data"]["object"].update(damage)
    assert deliver(client, paid_event).status_code in (200, 400)
    assert again(order).status == "pending"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_received": 13799},
        {"amount_received": 13801},
        {"currency": "usd"},
        {"metadata": {"order": "7M3K-7M3K-7M3K"}},
    ],
)
def test_a_signed_payment_of_something_else_pays_nothing_and_is_looked_at(client, order, paid_event, wrong):
    thing = paid_event["data"]["object"]
    wrong = {**wrong, "metadata": {**thing["metadata"], **wrong.get("metadata", {})}}
    thing.update(wrong)
    assert deliver(client, paid_event).status_code == 200
    assert again(order).status == "pending"
    assert PaymentAlert.objects.get().kind == "mismatched"


def test_a_long_body_is_refused_before_it_is_read(client):
    class Endless:
        """Ten megabytes on offer; counts what is taken."""

        taken = 0

        def read(self, size=-1):
            assert size >= 0, "nobody may ask for all of it"
            Endless.taken += size
            return b"x" * size

        readline = read

    for length in ("10485760", ""):
        answer = client.generic(
            "POST", WEBHOOK, content_type="application/json", **{"wsgi.input": Endless(), "CONTENT_LENGTH": length}
        )
        assert answer.status_code in (400, 413)
    assert Endless.taken <= webhooks.LARGEST_BODY + 1
    assert deliver(client, b"x" * 10_485_760).status_code == 413


def test_only_posts_are_taken(client):
    assert client.get(WEBHOOK).status_code == 405


def test_a_post_without_a_token_is_taken_here_and_refused_elsewhere(order, paid_event):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert deliver(strict, paid_event).status_code == 200
    assert strict.post(f"/checkout/payment/{order.number}/").status_code == 403
    assert "callbacks/stripe/" in exempt_from_tokens()


def test_kinds_we_do_not_react_to_are_thanked_for(client, news):
    assert deliver(client, event_of("payment_intent.created", news)).status_code == 200


def test_a_slow_bank_is_waited_for(client, order, news):
    completed = event_of("checkout.session.completed", news)
    completed["data"]["object"]["payment_status"] = "unpaid"
    deliver(client, completed)
    assert order.checkout_sessions.get().state == "processing"
    with pytest.raises(services.NothingToPay):
        open_session(order)
    later = copy.deepcopy(completed) | {"id": "evt_later", "type": "checkout.session.async_payment_succeeded"}
    deliver(client, later)
    assert again(order).status == "paid"


def test_a_slow_bank_that_says_no_lets_the_shopper_pay_again(client, order, news):
    completed = event_of("checkout.session.completed", news)
    completed["data"]["object"]["payment_status"] = "unpaid"
    deliver(client, completed)
    deliver(client, completed | {"id": "evt_no", "type": "checkout.session.async_payment_failed"})
    assert order.checkout_sessions.get().state == "failed"
    assert open_session(order).state == "open"


def test_why_a_card_was_refused_is_remembered(client, stripe, order):
    session = pay(stripe, order, card="4000000000009995")
    deliver(client, event_of("payment_intent.payment_failed", news_of(stripe, session)))
    assert again(session).last_failure == "insufficient_funds"


def test_a_dispute_is_looked_at(client, stripe, order):
    for event in news_of(stripe, pay(stripe, order, card="4000000000000259")):
        deliver(client, event)
    assert (PaymentAlert.objects.get().kind, PaymentAlert.objects.get().order) == ("disputed", order)


# In which order the news arrives, and how often


def what_stands(order):
    order.refresh_from_db()
    return {
        "order": (order.status, order.amount_paid, order.amount_refunded),
        "sessions": list(order.checkout_sessions.values_list("state", flat=True)),
        "payments": list(
            Source.objects.values_list("reference", "amount_debited", "amount_refunded", "paid_the_order")
        ),
        "refunds": list(Refund.objects.values_list("amount", "state")),
        "alerts": sorted(PaymentAlert.objects.values_list("kind", "order")),
        "timeline": sorted(order.timeline.values_list("kind", flat=True)),
    }


def after(events, order):
    """What stands once these events were taken in; then all of it is undone."""
    point = transaction.savepoint()
    for event in events:
        services.take_in(event)
    standing = what_stands(order)
    transaction.savepoint_rollback(point)
    return standing


@pytest.mark.parametrize("sequences", [40, pytest.param(2000, marks=pytest.mark.torture)])
def test_news_in_any_order_ends_the_same(stripe, order, sequences):
    session = pay(stripe, order, card="4000000000000259")
    client = stripe.client()
    intent = client.v1.checkout.sessions.retrieve(session.session_id).payment_intent
    client.v1.refunds.create({"payment_intent": intent})
    told = [event for event in news_of(stripe, session) if event["type"] != "charge.succeeded"]
    processing = copy.deepcopy(event_of("payment_intent.created", told)) | {
        "id": "evt_processing",
        "type": "payment_intent.processing",
    }
    told.insert(1, processing)
    assert {"payment_intent.succeeded", "charge.refunded", "charge.dispute.created"} <= {e["type"] for e in told}
    in_order = after(told, order)
    assert in_order["order"] == ("refunded", Decimal("138.00"), Decimal("138.00"))

    @settings(max_examples=sequences, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.permutations(told), st.lists(st.sampled_from(told), max_size=4))
    def ends_the_same(shuffled, repeated):
        assert after(shuffled + repeated, order) == in_order

    ends_the_same()


def test_stripe_is_asked_for_just_what_we_react_to_and_for_a_payment_once():
    asked_for = set(STRIPE_EVENTS)
    assert asked_for == set(REACTIONS) - {"payment_intent.succeeded"}
    manual = (store.BASE_DIR / "docs" / "operations.md").read_text()
    assert all(f"`{kind}`" in manual for kind in asked_for)
