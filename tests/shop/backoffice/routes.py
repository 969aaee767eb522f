"""Every address of the back office, read from the resolver."""

from datetime import date
from uuid import UUID

from django.urls import URLPattern, reverse

from shop.backoffice.urls import urlpatterns

#: Something that fits each kind of converter and names nothing that exists.
NOTHING = {
    "pk": 999_999,
    "number": "ZZZZ-ZZZZ-ZZZZ",
    "key": "nothing",
    "day": date(2020, 1, 1),
    "photograph": UUID(int=0),
    "refund": UUID(int=0),
}


def names() -> list[str]:
    return [pattern.name for pattern in urlpatterns]


def address_of(name: str, **named) -> str:
    pattern = _patterns()[name]
    wanted = pattern.pattern.converters
    return reverse(f"office:{name}", kwargs={key: named.get(key, NOTHING[key]) for key in wanted})


def _patterns() -> dict[str, URLPattern]:
    return {pattern.name: pattern for pattern in urlpatterns}
