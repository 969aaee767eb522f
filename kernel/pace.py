"""How fast somebody goes on: a brake for what costs the shop work, but gives away nothing of value.

It counts in the cache, and brakes nobody while the cache is away. What has to hold even then, guesses above all, is
counted by ``kernel.tries``.
"""

from ipaddress import ip_address

from django.core.cache import cache

from kernel import audit, clock
from kernel.memory import tried

MINUTE = 60


def may_go_on(topic: str, *, most: int) -> bool:
    """Count one more of ``topic`` from the address that acts; False once it is more than ``most`` in one minute.

    The machine itself goes as fast as it can: who comes through a proxy on it that nobody has named would share one
    address.
    """
    address = audit.address()
    if not address or ip_address(address).is_loopback:
        return True
    minute = int(clock.now().timestamp()) // MINUTE
    return (tried(lambda: _count(f"pace:{topic}:{address}:{minute}")) or 0) <= most


def _count(key: str) -> int:
    return 1 if cache.add(key, 1, 2 * MINUTE) else cache.incr(key)
