"""What was bought, in the words of whoever works here: an order itself keeps the words that its shopper read."""

from collections.abc import Iterable

from catalogue.skus.queries import Name, names_of
from orders.models import Line


def names_now(lines: Iterable[Line]) -> dict[int, Name]:
    """By line: what its goods are called now, in the active language; as the shopper read it where they are gone.
    Two queries."""
    sold = list(lines)
    known = names_of({line.product_id for line in sold if line.product_id})
    return {line.pk: _named(line, known.get(line.product_id)) for line in sold}


def _named(line: Line, known: Name | None) -> Name:
    return known if known and known.title else Name(line.title, line.options)
