from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory

from kernel import clock
from orders.fulfilment import callbacks, carriers, services
from orders.fulfilment.adapters import SOURCES, kuaidi100
from orders.fulfilment.checks import carrier_secrets_are_secret
from orders.fulfilment.models import CarrierPush
from tests.orders.fulfilment import pushes
from tests.orders.fulfilment.conftest import NUMBER, START


@pytest.fixture
def carrier(db):
    """A carrier's machine: no cookies, no tokens."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def security(caplog):
    """What the security log holds by now."""
    return lambda: [record for record in caplog.records if record.name == "security"]


def test_a_signed_push_is_kept_byte_for_byte_and_answered_in_the_carriers_words(carrier, woken):
    body = pushes.kuaidi100_body(NUMBER, pushes.life(START))
    answer = pushes.push(carrier, body)
    assert answer.content.decode() == '{"result": true, "returnCode": "200", "message": "成功"}'
    kept = CarrierPush.objects.get()
    assert (bytes(kept.body), kept.carrier, kept.number, kept.handled_at) == (body, "yuantong", NUMBER, None)


def test_keeping_a_push_costs_one_insert_and_wakes_a_worker_after_the_commit(
    carrier, woken, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    body = pushes.kuaidi100_body(NUMBER, pushes.life(START))
    with django_assert_max_num_queries(3), django_capture_on_commit_callbacks(execute=True):
        pushes.push(carrier, body)
    assert len(woken) == 1


def test_with_the_broker_away_the_push_is_kept_and_answered(
    carrier, parcel, monkeypatch, django_capture_on_commit_callbacks
):
    from orders.fulfilment import tasks

    def away(**_):
        raise ConnectionError

    monkeypatch.setattr(tasks.take_in_pushes, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        answer = pushes.push(carrier, pushes.kuaidi100_body(NUMBER, pushes.life(START)))
    assert answer.status_code == 200
    assert tasks.take_in_pushes() == 1


def test_the_courier_signs_with_a_timestamp(carrier):
    body = pushes.courier_body("CC2611240937", pushes.event(START, "collected", "Fetched"))
    assert pushes.push_courier(carrier, body).json() == {"received": True}
    assert CarrierPush.objects.get().carrier == "courier"


@pytest.mark.parametrize("age", [-301, 301, 86_400])
def test_a_push_from_another_time_is_refused(carrier, time_machine, age):
    time_machine.move_to(START, tick=False)
    body = pushes.courier_body("CC2611240937")
    assert pushes.push_courier(carrier, body, at=clock.now().timestamp() - age).status_code == 401


def test_a_wrong_signature_leaves_a_line_in_the_security_log_and_nothing_else(carrier, security):
    body = pushes.kuaidi100_body(NUMBER, pushes.life(START), salt="guessed")
    assert pushes.push(carrier, body).status_code == 401
    assert not CarrierPush.objects.exists()
    [line] = security()
    assert (line.source, line.status, line.why, line.ip) == ("kuaidi100", 401, "wrong signature", "127.0.0.1")
    assert "13800138000" not in str(line.__dict__)


def test_a_signed_push_that_cannot_be_read_is_malformed(carrier, security):
    body = urlencode({"param": "{}", "sign": kuaidi100.signed("{}", "the old salt")}).encode()
    assert pushes.push(carrier, body).status_code == 400
    assert not CarrierPush.objects.exists()
    assert [line.why for line in security()] == ["lastResult is missing"]


def test_a_forged_body_is_refused_whichever_bit_was_turned(carrier):
    body = bytearray(pushes.courier_body("CC2611240937", pushes.event(START, "collected", "Fetched")))
    header = f"t={int(clock.now().timestamp())},v1=" + "0" * 64
    good = pushes.signed_json.header_for(bytes(body), int(clock.now().timestamp()), "c" * 32)
    for bit in range(0, len(body) * 8, 7):
        forged = body.copy()
        forged[bit // 8] ^= 1 << bit % 8
        assert pushes.push_courier(carrier, bytes(forged), header=good).status_code == 401
    assert pushes.push_courier(carrier, bytes(body), header=header).status_code == 401
    assert pushes.push_courier(carrier, bytes(body[:-1]), header=good).status_code == 401
    assert not CarrierPush.objects.exists()
    assert pushes.push_courier(carrier, bytes(body), header=good).status_code == 200


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"param=%FF&sign=1", b"&&&&", b"param", b"a=1&" * 5000])
def test_rubbish_is_refused_and_harmless(carrier, body):
    assert pushes.push(carrier, body).status_code == 401
    assert pushes.push_courier(carrier, body, header="t=1,v1=2").status_code == 401
    assert not CarrierPush.objects.exists()


def test_a_body_of_ten_megabytes_is_refused_unread():
    class Unreadable:
        def read(self, *_):
            raise AssertionError("the body was read")

    request = RequestFactory().post(pushes.KUAIDI100, b"", content_type=pushes.FORM, CONTENT_LENGTH=10 * 1024 * 1024)
    request._stream = Unreadable()
    assert callbacks.take_push(request, "kuaidi100").status_code == 413


def test_only_posts_are_taken(carrier):
    assert carrier.get(pushes.KUAIDI100).status_code == 405


def test_an_unknown_carrier_and_one_without_a_secret_are_not_found(carrier, settings):
    assert carrier.post("/callbacks/carriers/pigeon/", b"", content_type=pushes.FORM).status_code == 404
    settings.CARRIER_SECRETS = {"kuaidi100": ["  "]}
    assert pushes.push(carrier, b"").status_code == 404
    assert carrier.post(pushes.COURIER, b"", content_type="application/json").status_code == 404


def test_carriers_and_their_sources_fit_together():
    assert {carrier.source for carrier in carriers.CARRIERS.values()} == set(SOURCES)
    assert all(carrier.accepts(carrier.example) for carrier in carriers.CARRIERS.values())


@pytest.mark.parametrize(
    ("configured", "faults"),
    [
        ({"kuaidi100": ["a salt of sixteen or more"]}, []),
        ({}, []),
        ({"kuaidi100": [""]}, ["fulfilment.E001"]),
        ({"kuaidi100": ["a salt of sixteen or more", " "]}, ["fulfilment.E001"]),
        ({"courier": ["short"]}, ["fulfilment.W001"]),
        ({"pigeon": ["a salt of sixteen or more"]}, ["fulfilment.E002"]),
    ],
)
def test_an_empty_salt_is_refused_at_configuration(settings, configured, faults):
    settings.CARRIER_SECRETS = configured
    assert [fault.id for fault in carrier_secrets_are_secret()] == faults


def test_nothing_of_a_push_is_worked_on_before_the_answer(carrier, parcel):
    pushes.push(carrier, pushes.kuaidi100_body(NUMBER, pushes.life(START)))
    parcel.refresh_from_db()
    assert parcel.state == "announced"
    services.take_in_waiting()
    parcel.refresh_from_db()
    assert parcel.state == "delivered"
