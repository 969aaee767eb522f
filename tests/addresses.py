"""Every address of the shop, read from the resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def addresses(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each as it is written in the tables, with what answers it."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry


def exempt_from_tokens() -> set[str]:
    """Those that take a post from somewhere else."""
    return {address for address, entry in addresses() if getattr(entry.callback, "csrf_exempt", False)}
