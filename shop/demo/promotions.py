"""Promotions of the demo shop: one of each kind runs, so that every page has something true to show."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalogue.inventory.queries import StockRecord
from catalogue.models import Category
from kernel import clock
from promotions.campaigns.services import Terms, Tier, save_promotion, start
from promotions.models import Promotion
from promotions.queries import Gain, Need
from promotions.scopes.services import Scope, range_for

DAY = timedelta(days=1)
MEMBER_DAY = 8
GOLD, LUXURY = 4, 5


def run() -> None:
    """Tiers, a campaign on plants, a gift, member day and prices, a first-order offer, free delivery on Wednesdays."""
    everything = range_for(Scope())
    plants, seats = (_goods_of(slug) for slug in ("plants", "seats"))
    now = clock.now()
    _run(
        ("Winter at home", "入冬家居季"),
        "tiers",
        everything,
        _worth(300, Gain.AMOUNT, 30),
        _worth(500, Gain.AMOUNT, 80),
        ends_at=clock.day_end(clock.store_day(now + 20 * DAY)),
    )
    _run(("Green days", "绿植季"), "price", plants, _worth(0, Gain.PERCENTAGE, 15), ends_at=now + 6 * DAY)
    _run(
        ("Something small with your seat", "买坐具送小礼"),
        "gift",
        seats,
        Tier(Need.PIECES, Decimal(1), Gain.GIFT),
        gift_stock_id=_a_small_thing().pk,
        most_uses=100,
    )
    _run(
        ("Member day", "会员日"), "tiers", everything, _worth(200, Gain.PERCENTAGE, 10), **_for_members(2, [MEMBER_DAY])
    )
    _run(("Gold member price", "金牌会员价"), "price", everything, _worth(0, Gain.PERCENTAGE, 2), **_for_members(GOLD))
    _run(
        ("Luxury member price", "豪华会员价"),
        "price",
        everything,
        _worth(0, Gain.PERCENTAGE, 5),
        **_for_members(LUXURY),
    )
    _run(
        ("Your first order", "首单立减"),
        "tiers",
        everything,
        _worth(99, Gain.AMOUNT, 10),
        audience=Promotion.Audience.FIRST_ORDER,
        combines=True,
    )
    _run(
        ("Wednesdays delivered free", "周三免邮"),
        "delivery",
        everything,
        _worth(0, Gain.DELIVERY_PRICE, 0),
        weekdays=(3,),
    )


def _run(names: tuple[str, str], kind: str, range_id: int, *tiers: Tier, **more: Any) -> None:
    terms = Terms({"en": names[0], "zh-hans": names[1]}, kind, tiers, range_id, **more)
    start(promotion=save_promotion(terms=terms))


def _worth(need: int, gain: Gain, value: int) -> Tier:
    return Tier(Need.WORTH, Decimal(need), gain, Decimal(value))


def _for_members(level: int, month_days: list[int] | None = None) -> dict[str, Any]:
    return {
        "audience": Promotion.Audience.MEMBERS,
        "least_level": level,
        "month_days": tuple(month_days or ()),
    }


def _goods_of(slug: str) -> int:
    return range_for(Scope(categories=frozenset([Category.objects.get(slug=slug).pk])))


def _a_small_thing() -> StockRecord:
    """The cheapest of which there are enough to give some away."""
    plenty = StockRecord.objects.filter(product__is_public=True, num_in_stock__gte=20, price__isnull=False)
    return plenty.order_by("price", "pk")[0]
