from django.core.cache import cache
from redis import Redis


def test_the_cache_is_asked_through_a_client_that_stays(monkeypatch):
    cache.set("said", 1)
    made = []
    monkeypatch.setattr(Redis, "__init__", lambda *_, **__: made.append(1))
    assert (cache.get("said"), cache.get_many(["said"]), cache.delete("said")) == (1, {"said": 1}, True)
    assert not made


def test_a_key_is_held_to_no_rule_of_another_cache(recwarn):
    cache.set("with spaces", 1)
    assert cache.get("with spaces") == 1
    assert not recwarn.list
