"""The dictionary of key figures: what each means, how it is counted, and what is left out.

The dashboard, kpis.json, docs/kpis.md and the tests all read it here; nothing else says what a figure is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.money import rounded

Columns = Mapping[str, int | Decimal]
Value = int | Decimal | None

#: Columns that say how things stand on a day. Over several days the last one counts; all other columns are added up.
STANDING = frozenset(["customers_ever", "customers_lost", "customers_365", "repeaters_365", "orders_365"])

FOUR_PLACES = Decimal("0.0001")


class Unit(StrEnum):
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"  # 0.0311 is 3.11 %
    RATIO = "ratio"
    SECONDS = "seconds"
    SCORE = "score"


class Good(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Kpi:
    key: str
    name: Promise
    formula: Promise
    window: Promise
    leaves_out: Promise
    unit: Unit
    good: Good
    columns: tuple[str, ...]
    reckon: Callable[[Columns], Value]

    def of(self, columns: Columns) -> Value:
        """The figure of a day or of several days added up; None where there is nothing to divide by."""
        return self.reckon(columns)

    def of_all(self, days: Sequence[Columns]) -> Value:
        """The figure of several days together."""
        return self.of(added_up(days, self.columns))

    @property
    def adds_up(self) -> bool:
        """Whether the figure of a week is the sum of its days'; ratios and standings are not."""
        return self.of(dict.fromkeys(self.columns, 0)) is not None


def _sum(column: str) -> Callable[[Columns], Value]:
    return lambda columns: columns[column]


def _share(part: str, whole: str) -> Callable[[Columns], Value]:
    """To four places, halves away from zero."""

    def reckon(columns: Columns) -> Value:
        if not columns[whole]:
            return None
        return (Decimal(columns[part]) / Decimal(columns[whole])).quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)

    return reckon


def _each(amount: str, number: str) -> Callable[[Columns], Value]:
    """To two places, halves away from zero."""
    return lambda columns: rounded(Decimal(columns[amount]) / columns[number]) if columns[number] else None


DAY = _("One store day, by the clock of the store.")
LAST_365 = _("The 365 days that end with this day.")
NO_TEST = _("Test orders.")
NO_UNPAID = _("Test orders, and orders cancelled before they were paid.")
NO_MACHINES = _("Programs, staff, and browsers that showed no second sign of life.")
NO_STRANGERS = _("Programs, staff, and visitors who asked not to be followed.")

_ALL = [
    Kpi(
        "revenue",
        pgettext_lazy("figure", "Revenue"),
        _("What was paid for orders whose payment settled that day: goods + shipping − discounts, tax included."),
        DAY,
        NO_UNPAID,
        Unit.MONEY,
        Good.UP,
        ("revenue",),
        _sum("revenue"),
    ),
    Kpi(
        "paid_orders",
        pgettext_lazy("figure", "Paid orders"),
        _("Orders whose payment settled that day, also when they are refunded later."),
        DAY,
        NO_UNPAID,
        Unit.COUNT,
        Good.UP,
        ("paid_orders",),
        _sum("paid_orders"),
    ),
    Kpi(
        "aov",
        pgettext_lazy("figure", "Average order"),
        _("Revenue ÷ paid orders."),
        DAY,
        NO_UNPAID,
        Unit.MONEY,
        Good.UP,
        ("revenue", "paid_orders"),
        _each("revenue", "paid_orders"),
    ),
    Kpi(
        "visitors",
        pgettext_lazy("figure", "Visitors"),
        _("Different visitor ids that saw a page that day. Over several days, the days are added up."),
        DAY,
        NO_STRANGERS,
        Unit.COUNT,
        Good.UP,
        ("visitors",),
        _sum("visitors"),
    ),
    Kpi(
        "conversion_rate",
        pgettext_lazy("figure", "Conversion"),
        _("Orders paid that day by visitors who were seen that day ÷ visitors."),
        DAY,
        NO_STRANGERS,
        Unit.SHARE,
        Good.UP,
        ("visitor_orders", "visitors"),
        _share("visitor_orders", "visitors"),
    ),
    Kpi(
        "new_customers",
        pgettext_lazy("figure", "New customers"),
        _("Customers whose first paid order ever was paid that day. A guest is known by the e-mail address."),
        DAY,
        NO_UNPAID,
        Unit.COUNT,
        Good.UP,
        ("new_customers",),
        _sum("new_customers"),
    ),
    Kpi(
        "repeat_rate",
        pgettext_lazy("figure", "Repeat rate, 365 d"),
        _("Customers with two or more paid orders in the window ÷ customers with at least one."),
        LAST_365,
        NO_UNPAID,
        Unit.SHARE,
        Good.UP,
        ("repeaters_365", "customers_365"),
        _share("repeaters_365", "customers_365"),
    ),
    Kpi(
        "refund_rate",
        pgettext_lazy("figure", "Refund rate"),
        _("Money returned that day ÷ revenue of that day."),
        DAY,
        NO_TEST,
        Unit.SHARE,
        Good.DOWN,
        ("refunds", "revenue"),
        _share("refunds", "revenue"),
    ),
    Kpi(
        "on_time_delivery",
        pgettext_lazy("figure", "On-time delivery"),
        _("Orders delivered that day, on the promised day or earlier ÷ orders delivered that day."),
        DAY,
        _("Test orders, and orders without a promised day."),
        Unit.SHARE,
        Good.UP,
        ("delivered_on_time", "delivered"),
        _share("delivered_on_time", "delivered"),
    ),
    Kpi(
        "csat",
        pgettext_lazy("figure", "CSAT"),
        _("Mean of the scores, 1 to 5, that buyers gave in the reviews they wrote that day."),
        DAY,
        _("Nothing: reviews that are not shown count as well."),
        Unit.SCORE,
        Good.UP,
        ("score_sum", "scores"),
        _each("score_sum", "scores"),
    ),
    Kpi(
        "orders",
        pgettext_lazy("figure", "Orders placed"),
        _("Orders placed that day, paid or not."),
        DAY,
        NO_TEST,
        Unit.COUNT,
        Good.UP,
        ("orders",),
        _sum("orders"),
    ),
    Kpi(
        "gmv",
        pgettext_lazy("figure", "GMV"),
        _("The total of the orders placed that day, before refunds and later cancellations."),
        DAY,
        NO_UNPAID,
        Unit.MONEY,
        Good.UP,
        ("gmv",),
        _sum("gmv"),
    ),
    Kpi(
        "refunds",
        pgettext_lazy("figure", "Refunds"),
        _("Money returned that day, whenever the order was paid."),
        DAY,
        _("Test orders, and payments that came too late and never were revenue."),
        Unit.MONEY,
        Good.DOWN,
        ("refunds",),
        _sum("refunds"),
    ),
    Kpi(
        "net_revenue",
        pgettext_lazy("figure", "Net revenue"),
        _("Revenue − refunds."),
        DAY,
        NO_UNPAID,
        Unit.MONEY,
        Good.UP,
        ("revenue", "refunds"),
        lambda columns: columns["revenue"] - columns["refunds"],
    ),
    Kpi(
        "units_per_order",
        pgettext_lazy("figure", "Pieces per order"),
        _("Pieces in the orders paid that day ÷ paid orders."),
        DAY,
        NO_UNPAID,
        Unit.RATIO,
        Good.UP,
        ("units", "paid_orders"),
        _each("units", "paid_orders"),
    ),
    Kpi(
        "visits",
        pgettext_lazy("figure", "Visits"),
        _("Runs of a visitor's events with a page seen. 30 minutes without an event end a visit, and midnight does."),
        DAY,
        NO_STRANGERS,
        Unit.COUNT,
        Good.UP,
        ("visits",),
        _sum("visits"),
    ),
    Kpi(
        "page_views",
        pgettext_lazy("figure", "Page views"),
        _("Pages seen, those of visitors who are not followed included."),
        DAY,
        NO_MACHINES,
        Unit.COUNT,
        Good.UP,
        ("page_views",),
        _sum("page_views"),
    ),
    Kpi(
        "session_seconds",
        pgettext_lazy("figure", "Visit length"),
        _("Mean time from the first to the last event of a visit, in whole seconds each."),
        DAY,
        NO_STRANGERS,
        Unit.SECONDS,
        Good.UP,
        ("visit_seconds", "visits"),
        _each("visit_seconds", "visits"),
    ),
    Kpi(
        "bounce_rate",
        pgettext_lazy("figure", "Bounce rate"),
        _("Visits in which one page was seen ÷ visits."),
        DAY,
        NO_STRANGERS,
        Unit.SHARE,
        Good.DOWN,
        ("bounces", "visits"),
        _share("bounces", "visits"),
    ),
    Kpi(
        "ctr",
        pgettext_lazy("figure", "Click rate of cards"),
        _("Clicks on product cards ÷ product cards that came into view."),
        DAY,
        NO_STRANGERS,
        Unit.SHARE,
        Good.UP,
        ("card_clicks", "cards_shown"),
        _share("card_clicks", "cards_shown"),
    ),
    Kpi(
        "retention_d7",
        pgettext_lazy("figure", "Seen again after 7 days"),
        _("Visitors first seen 7 days before who were seen again that day ÷ visitors first seen 7 days before."),
        _("One store day, and the seventh before it."),
        NO_STRANGERS,
        Unit.SHARE,
        Good.UP,
        ("returned_7", "first_visitors_7"),
        _share("returned_7", "first_visitors_7"),
    ),
    Kpi(
        "retention_d30",
        pgettext_lazy("figure", "Seen again after 30 days"),
        _("Visitors first seen 30 days before who were seen again that day ÷ visitors first seen 30 days before."),
        _("One store day, and the thirtieth before it."),
        NO_STRANGERS,
        Unit.SHARE,
        Good.UP,
        ("returned_30", "first_visitors_30"),
        _share("returned_30", "first_visitors_30"),
    ),
    Kpi(
        "purchase_frequency",
        pgettext_lazy("figure", "Orders per customer, 365 d"),
        _("Paid orders in the window ÷ customers with at least one."),
        LAST_365,
        NO_UNPAID,
        Unit.RATIO,
        Good.UP,
        ("orders_365", "customers_365"),
        _share("orders_365", "customers_365"),
    ),
    Kpi(
        "churn_rate",
        pgettext_lazy("figure", "Lost customers"),
        _("Customers whose last paid order is more than 180 days old ÷ all customers who ever paid."),
        _("All days up to this one."),
        NO_UNPAID,
        Unit.SHARE,
        Good.DOWN,
        ("customers_lost", "customers_ever"),
        _share("customers_lost", "customers_ever"),
    ),
    Kpi(
        "profit_per_customer",
        pgettext_lazy("figure", "Profit per customer"),
        _("(Net revenue − cost of the goods in the orders paid that day) ÷ customers who paid that day."),
        DAY,
        _("Test orders, and days on which the cost of some piece sold is unknown."),
        Unit.MONEY,
        Good.UP,
        ("profit", "profit_customers"),
        _each("profit", "profit_customers"),
    ),
]

#: In the order they are shown: the first ten are the headline.
KPIS = {kpi.key: kpi for kpi in _ALL}
HEADLINE = 10


def added_up(days: Sequence[Columns], columns: Sequence[str]) -> dict[str, int | Decimal]:
    """Several days as one: counts are added, a standing is that of the last day. No day at all is all zeros."""
    if not days:
        return dict.fromkeys(columns, 0)
    return {
        column: days[-1][column] if column in STANDING else sum((day[column] for day in days), start=0)
        for column in columns
    }
