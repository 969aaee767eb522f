"""Services start in order, come back when they die, and stop in reverse."""

import pytest

from shop.embedded.supervisor import RESTARTS, KeepsDying, Supervisor


class Servant:
    """A service that writes its life into a shared diary."""

    def __init__(self, name: str, diary: list[str]) -> None:
        self.name = name
        self.diary = diary
        self.is_running = False

    def start(self) -> None:
        self.is_running = True
        self.diary.append(f"{self.name} starts")

    def stop(self) -> None:
        self.is_running = False
        self.diary.append(f"{self.name} stops")


class Stillborn(Servant):
    def start(self) -> None:
        raise RuntimeError("no")


@pytest.fixture
def diary() -> list[str]:
    return []


@pytest.fixture
def supervisor(diary) -> Supervisor:
    return Supervisor(diary.append)


def test_the_last_started_is_the_first_to_stop(supervisor, diary):
    for name in ("postgres", "web"):
        supervisor.start(Servant(name, diary))
    supervisor.stop()
    assert diary == ["postgres starts", "web starts", "web stops", "postgres stops"]


def test_what_died_is_started_again_and_the_rest_left_alone(supervisor, diary):
    web, beat = Servant("web", diary), Servant("beat", diary)
    supervisor.start(web)
    supervisor.start(beat)
    web.is_running = False
    supervisor.revive()
    assert diary[2:] == ["web died and is started again", "web starts"]


def test_what_keeps_dying_is_given_up(supervisor, diary):
    web = Servant("web", diary)
    supervisor.start(web)
    for _ in range(RESTARTS - 1):
        web.is_running = False
        supervisor.revive()
    web.is_running = False
    with pytest.raises(KeepsDying, match="web died 5 times"):
        supervisor.revive()


def test_a_start_that_fails_half_way_is_stopped_as_well(supervisor, diary):
    with pytest.raises(RuntimeError):
        supervisor.start(Stillborn("valkey", diary))
    supervisor.stop()
    assert diary == ["valkey stops"]
