from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock
from orders import services as orders
from orders.fulfilment import services
from orders.fulfilment.adapters import SOURCES
from orders.fulfilment.models import CarrierPush, LineProgress, Parcel, Scan
from orders.models import Order
from tests.orders.factories import a_stock
from tests.orders.fulfilment import pushes
from tests.orders.fulfilment.conftest import NUMBER, START, a_paid_order


def keep(body, source="kuaidi100"):
    now = clock.now()
    services.keep_push(source=source, body=body, report=SOURCES[source].report_in(body, now), received_at=now)


def tell(*nodes, number=NUMBER, **more):
    keep(pushes.kuaidi100_body(number, nodes, **more))
    return services.take_in_waiting()


def reload(parcel):
    return Parcel.objects.select_related("order").get(pk=parcel.pk)


def test_a_push_moves_the_parcel_and_its_last_one_the_order(parcel):
    life = pushes.life(START)
    assert tell(*life[:3]) == 1
    assert reload(parcel).state == "in_transit"
    tell(*life)
    parcel = reload(parcel)
    assert (parcel.state, parcel.delivered_at) == ("delivered", START + timedelta(hours=23))
    assert (parcel.order.status, parcel.order.delivered_at) == ("delivered", START + timedelta(hours=23))
    assert parcel.scans.count() == 5


def test_an_older_push_that_comes_late_changes_nothing(parcel):
    life = pushes.life(START)
    tell(*life)
    tell(*life[:2])
    tell(pushes.node(START + timedelta(hours=30), pushes.ON_THE_WAY, "到达【某处】"))
    parcel = reload(parcel)
    assert (parcel.state, parcel.order.status, parcel.scans.count()) == ("delivered", "delivered", 6)


def test_a_scan_named_plainly_once_stays_plain(parcel):
    said = [pushes.node(START, None, "已揽收"), pushes.node(START + timedelta(hours=1), None, "运输中")]
    tell(said[0], result={"state": "1"})
    tell(*said, result={"state": "0"})
    assert list(parcel.scans.values_list("text", "state")) == [("运输中", "in_transit"), ("已揽收", "collected")]


def test_a_problem_shows_until_the_carrier_has_better_news(parcel):
    problem = pushes.node(START + timedelta(hours=1), "208", "快件滞留，联系收件人中")
    tell(pushes.node(START, pushes.ON_THE_WAY, "运输中"), problem)
    assert (reload(parcel).state, reload(parcel).problem) == ("in_transit", "快件滞留，联系收件人中")
    tell(pushes.node(START + timedelta(hours=2), pushes.AT_THE_DOOR, "派件中"))
    assert (reload(parcel).state, reload(parcel).problem) == ("out_for_delivery", "")


def test_the_order_is_delivered_with_its_last_piece(order):
    cacti, stools = order.lines.order_by("pk")
    first = services.ship_parcel(order=order, carrier="yuantong", number=NUMBER, pieces={cacti.pk: 2, stools.pk: 1})
    signed = pushes.node(START, pushes.SIGNED, "已签收")
    tell(signed)
    assert (reload(first).state, reload(first).order.status) == ("delivered", "shipped")
    services.ship_parcel(order=order, carrier="courier", number="CC2611240937")
    assert reload(first).order.status == "shipped"
    keep(pushes.courier_body("CC2611240937", pushes.event(START + timedelta(days=1), "delivered", "Signed")), "courier")
    services.take_in_waiting()
    assert reload(first).order.delivered_at == START + timedelta(days=1)


def test_an_order_refunded_on_the_way_stays_refunded(parcel):
    order = parcel.order
    orders.record_refund(order=order, amount=order.amount_paid, at=clock.now())
    tell(*pushes.life(START))
    assert (reload(parcel).state, reload(parcel).order.status) == ("delivered", "refunded")


def test_a_push_about_an_unknown_parcel_waits_for_it(order):
    assert tell(*pushes.life(START)) == 0
    push = CarrierPush.objects.get()
    assert (push.handled_at, push.attempts) == (None, 0)
    parcel = services.ship_parcel(order=order, carrier="yuantong", number=NUMBER)
    assert services.take_in_waiting() == 1
    assert reload(parcel).order.status == "delivered"


def test_the_same_number_at_another_carrier_is_another_parcel(parcel):
    tell(*pushes.life(START), carrier="zhongtong")
    assert reload(parcel).state == "announced"


def test_a_copy_leaves_nothing(parcel):
    body = pushes.kuaidi100_body(NUMBER, pushes.life(START))
    for _ in range(3):
        keep(body)
        services.take_in_waiting()
    assert (CarrierPush.objects.count(), Scan.objects.count()) == (1, 5)
    assert parcel.order.timeline.filter(kind="delivered").count() == 1


def test_a_poisonous_push_ends_with_the_dead_and_hinders_nobody(parcel, monkeypatch, time_machine):
    def choke(body, received_at):
        raise ZeroDivisionError("poison")

    time_machine.move_to(clock.now())
    keep(pushes.kuaidi100_body(NUMBER, pushes.life(START)))
    keep(pushes.courier_body("CC2611240937", pushes.event(START, "collected", "Fetched")), "courier")
    other = services.ship_parcel(order=a_paid_order(a_stock()), carrier="courier", number="CC2611240937")
    monkeypatch.setattr(SOURCES["kuaidi100"], "report_in", choke)
    for _ in range(8):
        services.take_in_waiting()
        time_machine.shift(timedelta(seconds=65))
    dead = CarrierPush.objects.exclude(dead_at=None).get()
    assert (dead.attempts, dead.last_error) == (6, "ZeroDivisionError: poison")
    assert reload(other).state == "collected"
    monkeypatch.undo()
    services.revive_push(push=dead)
    assert services.take_in_waiting() == 1
    assert reload(parcel).state == "delivered"


def test_a_worker_killed_in_the_middle_leaves_the_push_whole(parcel, monkeypatch):
    """Everything a push does is one transaction, so the sweep finds it as if nobody had begun."""

    class Killed(BaseException):
        pass

    def die(**_):
        raise Killed

    keep(pushes.kuaidi100_body(NUMBER, pushes.life(START)))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(orders, "mark_delivered", die)
        services.take_in_waiting()
    assert (reload(parcel).state, Scan.objects.count()) == ("announced", 0)
    assert services.take_in_waiting() == 1
    assert reload(parcel).order.status == "delivered"


def test_old_pushes_are_forgotten_but_not_the_dead(parcel):
    tell(*pushes.life(START))
    keep(pushes.kuaidi100_body("YT0000000000000", []))
    dead = CarrierPush.objects.create(
        source="kuaidi100", carrier="ems", number="1", body=b"", digest=b"1", dead_at=clock.now()
    )
    assert services.forget_pushes() == 0
    CarrierPush.objects.update(received_at=clock.now() - timedelta(days=91))
    assert services.forget_pushes() == 2
    assert CarrierPush.objects.get() == dead


LIFE = pushes.life(START)
TRACKS = [LIFE[:1], LIFE[:2], LIFE[:3], LIFE[:4], LIFE, LIFE[2:4], LIFE[4:]]


arrivals = st.permutations(range(len(TRACKS)))
repeated = st.lists(st.sampled_from(range(len(TRACKS))), max_size=8)
patient = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@patient
@given(arrivals, repeated)
def test_any_order_of_arrival_with_any_repeats_ends_in_the_same_track(parcel, arrival, repeats):
    arrive(parcel, arrival, repeats)


@pytest.mark.torture
@settings(patient, max_examples=1000)
@given(arrivals, repeated)
def test_ten_thousand_shuffled_and_repeated_pushes_end_in_the_same_track(parcel, arrival, repeats):
    arrive(parcel, arrival, repeats)


def arrive(parcel, arrival, repeats):
    """With a body of its own for each arrival, so that no push is merely dropped as a copy."""
    CarrierPush.objects.all().delete()
    Scan.objects.all().delete()
    Parcel.objects.update(state="announced", delivered_at=None, problem="")
    Order.objects.update(status="shipped", delivered_at=None)
    for n, track in enumerate([*arrival[:3], *repeats, *arrival[3:]]):
        keep(pushes.kuaidi100_body(NUMBER, TRACKS[track], message=f"push {n}"))
    services.take_in_waiting()
    ended = reload(parcel)
    assert (ended.state, ended.delivered_at, ended.problem) == ("delivered", START + timedelta(hours=23), "")
    assert (ended.order.status, ended.order.delivered_at) == ("delivered", START + timedelta(hours=23))
    assert list(ended.scans.order_by("happened_at").values_list("text", "state")) == [
        (LIFE[0]["context"], "collected"),
        (LIFE[1]["context"], "in_transit"),
        (LIFE[2]["context"], "in_transit"),
        (LIFE[3]["context"], "out_for_delivery"),
        (LIFE[4]["context"], "delivered"),
    ]
    assert LineProgress.objects.filter(order=ended.order).count() == 2
