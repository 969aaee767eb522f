from django.core.cache import cache
from redis import Redis


def test_the_cache_is_asked_through_a_client_that_stays(monkeypatch):
    cache.set("said", 1)
    made = []
    monkeypatch.setattr(Redis, "__init__", lambda *_, **__: made.append(1))
    assert (cache.get("said"), cache.get_many(["said"]), cache.delete("said")) == (1, {"said": 1}, True)
    assert not made
