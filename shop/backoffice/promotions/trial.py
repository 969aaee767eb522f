"""A promotion tried before it is started: three sample baskets, what it meets, and what would be sold too cheap."""

from dataclasses import dataclass

from promotions.campaigns import queries
from promotions.campaigns.policy import Terms
from promotions.models import Promotion

#: Who has this many of one name knows.
NAMED = 3


@dataclass(frozen=True)
class Trial:
    """``namesakes`` are called the same in one language at least, and not stopped. ``thin`` are the worst of the SKUs
    that it could sell below their cost, ``thin_count`` how many there are."""

    baskets: list[queries.Preview]
    namesakes: list[Promotion]
    conflicts: list[queries.Conflict]
    thin: list[queries.Thin]
    thin_count: int


def of(terms: Terms, promotion: Promotion | None = None) -> Trial:
    thin, count = queries.margin_warnings(terms)
    alike = queries.namesakes_of(terms.names).exclude(status=Promotion.Status.STOPPED)
    namesakes = list(alike.exclude(pk=promotion and promotion.pk)[:NAMED])
    return Trial(queries.preview(terms, promotion), namesakes, queries.conflicts_of(terms, promotion), thin, count)
