"""What is remembered may be forgotten, and nothing depends on the cache being there."""

from collections import Counter

import pytest
from django.core.cache import cache
from django.db import transaction
from redis.exceptions import ConnectionError as Away

from kernel.memory import Memory, Nearby, ask_once

WEATHER = Memory("weather", seconds=60)


@pytest.fixture
def asked():
    return Counter()


def ask(asked, place="Shanghai"):
    def answer():
        asked[place] += 1
        return f"{place}: {asked[place]}"

    return WEATHER.recall(place, answer)


def test_an_answer_is_worked_out_once(asked):
    assert [ask(asked), ask(asked), ask(asked, "Paris")] == ["Shanghai: 1", "Shanghai: 1", "Paris: 1"]


def test_none_is_an_answer_too(asked):
    WEATHER.recall("nowhere", lambda: asked.update(["nowhere"]))
    WEATHER.recall("nowhere", lambda: asked.update(["nowhere"]))
    assert asked["nowhere"] == 1


@pytest.mark.django_db
def test_forgetting_makes_every_answer_new(asked):
    ask(asked)
    ask(asked, "Paris")
    WEATHER.forget()
    assert [ask(asked), ask(asked, "Paris")] == ["Shanghai: 2", "Paris: 2"]


@pytest.mark.django_db
def test_what_another_asked_before_the_commit_is_forgotten_at_the_commit(asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        WEATHER.forget()
        ask(asked)
    assert ask(asked) == "Shanghai: 2"


def test_where_the_cache_is_away_every_answer_is_worked_out_and_the_cache_left_alone(asked, monkeypatch):
    def away(*_, **__):
        asked["cache"] += 1
        raise Away

    monkeypatch.setattr(type(cache._connections["default"]), "get", away, raising=False)
    assert [ask(asked), ask(asked)] == ["Shanghai: 1", "Shanghai: 2"]
    assert asked["cache"] == 1


NEWS, SPORTS = Nearby("news", seconds=60), Nearby("sports", seconds=60)


@pytest.mark.django_db
def test_a_request_asks_the_cache_once_and_sees_what_it_forgets_itself(asked, monkeypatch, rf):
    def today(memory):
        return memory.recall_one("today", lambda: asked.update([memory.topic]) or asked[memory.topic])

    def page(request):
        read = [today(NEWS), today(SPORTS), today(NEWS)]
        NEWS.forget()
        return [*read, today(NEWS)]

    assert ask_once(page)(rf.get("/")) == [1, 1, 1, 2]
    asks = Counter()
    for name in ("get", "get_many"):
        known = getattr(type(cache._connections["default"]), name)
        counted = lambda self, *what, known=known, name=name: asks.update([name]) or known(self, *what)  # noqa: E731
        monkeypatch.setattr(type(cache._connections["default"]), name, counted)
    assert ask_once(lambda _: [today(NEWS), today(SPORTS), today(NEWS)])(rf.get("/")) == [2, 1, 2]
    assert asks == {"get_many": 1}
