"""The cache, asked through a client that stays: redis-py takes longer to make one than Valkey to answer.

A client holds no state, its connections come from the pool. Django would make one for each question.
"""

from functools import cache
from typing import Any

from django.core.cache.backends import redis
from redis import Redis


class CacheClient(redis.RedisCacheClient):
    def __init__(self, *servers: Any, **options: Any) -> None:
        super().__init__(*servers, **options)
        self._client = cache(Redis)


class Cache(redis.RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = CacheClient

    def validate_key(self, key: Any) -> None:
        """Valkey takes any key; Django would look through each for what memcached refuses."""
