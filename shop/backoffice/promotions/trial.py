"""A promotion tried before it is started: three sample baskets, what it meets, and what would be sold too cheap."""

from dataclasses import dataclass

from promotions.campaigns import queries
from promotions.campaigns.policy import Terms
from promotions.models import Promotion


@dataclass(frozen=True)
class Trial:
    """``thin`` are the worst of the SKUs that it could sell below their cost, ``thin_count`` how many there are."""

    baskets: list[queries.Preview]
    conflicts: list[queries.Conflict]
    thin: list[queries.Thin]
    thin_count: int


def of(terms: Terms, promotion: Promotion | None = None) -> Trial:
    thin, count = queries.margin_warnings(terms)
    return Trial(queries.preview(terms, promotion), queries.conflicts_of(terms, promotion), thin, count)
