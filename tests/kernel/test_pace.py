"""A brake for programs: so many a minute from one address, and nobody is braked while the cache is away."""

import pytest

from kernel import audit, clock, pace

PROGRAM = "203.0.113.7"


@pytest.fixture(autouse=True)
def _one_minute(time_machine):
    time_machine.move_to(clock.now().replace(second=0), tick=False)


def go_on(times, address=PROGRAM, topic="search"):
    with audit.acting("", address):
        return [pace.may_go_on(topic, most=3) for _ in range(times)]


def test_one_address_may_so_often_and_no_more():
    assert go_on(5) == [True] * 3 + [False] * 2


def test_addresses_and_topics_are_counted_apart_and_every_minute_anew(time_machine):
    go_on(4)
    assert go_on(1, address="2001:db8::7") == go_on(1, topic="basket") == [True]
    time_machine.shift(60)
    assert go_on(1) == [True]


@pytest.mark.parametrize("address", ["", "127.0.0.1", "::1"])
def test_the_shop_and_its_own_machine_are_not_counted(address):
    assert go_on(5, address=address) == [True] * 5


def test_while_the_cache_is_away_nobody_is_braked(settings, tmp_path):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/nobody.sock"}}
    assert go_on(5) == [True] * 5
