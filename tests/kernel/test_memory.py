"""What is remembered may be forgotten, and nothing depends on the cache being there."""

from collections import Counter

import pytest
from django.core.cache import cache
from django.db import transaction
from redis.exceptions import ConnectionError as Away

from kernel import memory
from kernel.memory import Memory

WEATHER = Memory("weather", seconds=60)


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setattr(memory, "_away_until", 0.0)
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

    monkeypatch.setattr(type(cache._connections["default"]), "get_many", away, raising=False)
    assert [ask(asked), ask(asked)] == ["Shanghai: 1", "Shanghai: 2"]
    assert asked["cache"] == 1
