"""A promotion as the list shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from kernel import clock
from kernel.memory import Memory
from kernel.money import ZERO
from membership.tiers.queries import levels
from orders.models import Order, OrderDiscount
from promotions.models import ConditionalOffer, Promotion
from promotions.scopes.queries import said_of

#: Orders that came to nothing have used nothing.
GONE = (Order.Status.CANCELLED, Order.Status.REFUNDED)
#: Counting orders takes long where there are many, and nobody acts on the last minute.
FIGURES = Memory("promotion-figures", seconds=60)
NOTHING = (0, ZERO)

COLUMNS = (
    *("name", "kind", "goods", "for_whom", "status", "starts_at", "ends_at", "days"),
    *("orders", "most_orders", "discount_given", "budget", "spent"),
)


@dataclass(frozen=True)
class Row:
    """``orders`` and ``discount`` are counted from the orders themselves, whether there is a limit or not; up to a
    minute ago."""

    promotion: Promotion
    scope: str
    days: str
    whom: str
    orders: int
    discount: Decimal
    now: datetime

    @property
    def is_over(self) -> bool:
        return bool(self.promotion.ends_at and self.promotion.ends_at <= self.now)

    @property
    def is_ahead(self) -> bool:
        return bool(self.promotion.starts_at and self.promotion.starts_at > self.now)


def rows_of(promotions: Sequence[Promotion]) -> list[Row]:
    """Each promotion with its goods and figures. Eight queries, however many."""
    ids = [promotion.pk for promotion in promotions]
    offers = ConditionalOffer.objects.rewrite(False).filter(promotion__in=ids).order_by()
    known = list(offers.values_list("pk", "promotion", "condition__range"))
    ranges = {promotion: range_id for _, promotion, range_id in known}
    said = said_of(set(ranges.values()))
    promotion_of = {pk: promotion for pk, promotion, _ in known}
    figures = FIGURES.recall(f"figures of {sorted(promotion_of.items())}", lambda: _figures(promotion_of))
    now, names = clock.now(), {level.number: level.name for level in levels()}
    return [
        Row(
            promotion=each,
            scope=said[ranges[each.pk]].words if each.pk in ranges else "",
            days=_days(each),
            whom=_whom(each, names),
            orders=figures.get(each.pk, NOTHING)[0],
            discount=figures.get(each.pk, NOTHING)[1],
            now=now,
        )
        for each in promotions
    ]


def _figures(promotion_of: Mapping[int, int]) -> Mapping[int, tuple[int, Decimal]]:
    """Promotion → its orders and what they were given. Of a promotion's tiers an order has one at most."""
    given = OrderDiscount.objects.filter(offer_id__in=list(promotion_of)).exclude(order__status__in=GONE).order_by()
    figures: dict[int, tuple[int, Decimal]] = {}
    for offer_id, orders, discount in given.values_list("offer_id").annotate(Count("pk"), Sum("amount")):
        known = figures.get(promotion_of[offer_id], NOTHING)
        figures[promotion_of[offer_id]] = (known[0] + orders, known[1] + discount)
    return figures


def cells(row: Row) -> list[object]:
    """A promotion as its line in the CSV."""
    each = row.promotion
    return [
        *(each.name, each.get_kind_display(), row.scope, row.whom, each.get_status_display()),
        *(each.starts_at or "", each.ends_at or "", row.days, row.orders, each.most_uses or ""),
        *(row.discount, each.budget or "", each.spent),
    ]


def _whom(promotion: Promotion, names: Mapping[int, str]) -> str:
    if promotion.audience == Promotion.Audience.MEMBERS and promotion.least_level in names:
        return _("%(level)s and up") % {"level": names[promotion.least_level]}
    return promotion.get_audience_display()


def _days(promotion: Promotion) -> str:
    """On which days it recurs, in words; nothing where it is every day."""
    if promotion.month_days:
        return _("on day %(days)s of the month") % {"days": ", ".join(map(str, promotion.month_days))}
    return _("on some weekdays") if promotion.weekdays else ""
