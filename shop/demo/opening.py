"""Ninety days of a shop, in the order in which they could have happened."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from analytics.rollups import services as rollups
from catalogue.attributes.queries import values_of
from catalogue.inventory.models import StockRecord
from catalogue.models import Product, ProductImage
from catalogue.photos.queries import photo_to_be
from catalogue.search import services as search
from kernel import clock
from kernel.languages import in_each_language
from shop.demo import (
    aftersales,
    archive,
    coupons,
    crew,
    darkroom,
    loyalty,
    opinions,
    people,
    promotions,
    purchases,
    shelves,
    till,
    visits,
    window,
)
from shop.demo.people import Person
from shop.demo.purchases import Purchase, Sku

SEED = 20_260_401
DAYS = 90
MEMBERS, GUESTS, ORDERS, VISITS = 260, 120, 900, 9_000

Say = Callable[[str], None]
Also = Callable[[list[Sku], datetime], list[Purchase]]


@dataclass(frozen=True)
class Past:
    """How much has happened, over how many days."""

    people: Sequence[Person]
    orders: int
    days: int


def open_demo(say: Say) -> None:
    """The demo shop is there: log-ins, shelves, and a past that ends now. The same but for today's date."""
    random = Random(SEED)  # noqa: S311 - a story, not a secret
    crew.hire()
    shopper = crew.welcome()
    say("Filling the shelves")
    shelves.fill(random)
    window.dress(shelves.address_of("seats"))
    with darkroom.at_work():
        live(shopper, random, say)
    coupons.buy_with_one(shopper)
    promotions.run()
    till.tell_stand_in()
    aftersales.live_through(shopper)
    rollups.roll_up_changed()
    search.reindex()


def live(shopper: Person, random: Random, say: Say) -> None:
    """Members and guests have come, bought, returned and gone, for as many days as the shop is old."""
    members = people.make_members(MEMBERS, random)
    guests = [people.a_guest(random, number) for number in range(GUESTS)]
    say(f"Living through {DAYS} days")
    past = Past([*members, *guests], ORDERS, DAYS)
    archive.begin(clock.now() - timedelta(days=DAYS + 10))
    bought = trade(past, random, also=lambda shelf, now: _of(shopper, shelf, now))
    loyalty.reward(shopper, members)
    coupons.hand_out(shopper, members)
    opinions.await_judgement(shopper, members)
    stroll(VISITS, random, days=DAYS, bought=bought)


def trade(past: Past, random: Random, *, also: Also = lambda shelf, now: []) -> list[Purchase]:
    """Orders, parcels and reviews of ``past``, and of some particular purchases, are in the database; all of them."""
    now = clock.now().astimezone(clock.store_time_zone())
    shelf = _shuffled_shelf(random)
    lived = [*purchases.stories(random, past.people, shelf, past.orders, days=past.days, until=now), *also(shelf, now)]
    lived.sort(key=lambda purchase: purchase.placed_at)
    archive.keep(lived)
    archive.count_sales()
    opinions.keep(lived, random, until=now)
    return lived


def stroll(visits_without: int, random: Random, *, days: int, bought: Sequence[Purchase] = ()) -> None:
    """The visits that ended in these purchases, and those that ended in none, left their events."""
    now = clock.now().astimezone(clock.store_time_zone())
    visits.keep(visits.of_buyers(bought, random))
    visits.keep(visits.of_browsers(random, _shuffled_shelf(random), visits_without, days=days, until=now))


def _shuffled_shelf(random: Random) -> list[Sku]:
    shelf = shelf_as_sold()
    random.shuffle(shelf)
    return shelf


def shelf_as_sold() -> list[Sku]:
    """Every SKU on shelf as an order line would remember it. A handful of queries whatever the number."""
    stocks = (
        StockRecord.objects.filter(product__is_public=True, price__isnull=False)
        .select_related("product__parent")
        .order_by("pk")
    )
    pictures = dict(_first_pictures())
    options = values_of([stock.product_id for stock in stocks if stock.product.parent_id])
    return [_sku(stock, options, pictures) for stock in stocks]


def _sku(stock: StockRecord, options: dict, pictures: dict[int, str]) -> Sku:
    shown: Product = stock.product.parent or stock.product
    chosen = options.get(stock.product_id, [])
    return Sku(
        stock_id=stock.pk,
        product_id=stock.product_id,
        shown_id=shown.pk,
        code=stock.partner_sku,
        titles=in_each_language(shown, "title"),
        options={
            language: comma.join(value.labels[language] for value in chosen)
            for language, comma in {"en": ", ", "zh-hans": "，"}.items()
        },
        photo=pictures.get(shown.pk, ""),
        price=stock.price,
        was=stock.list_price,
        cost=stock.cost_price,
    )


def _first_pictures() -> Iterator[tuple[int, str]]:
    """The small pictures of products, by the addresses that they will have when the worker has made them."""
    images = ProductImage.objects.order_by("product_id", "display_order", "pk").distinct("product_id")
    for image in images:
        yield image.product_id, photo_to_be(image).url(320)


def _of(shopper: Person, shelf: list[Sku], now: datetime) -> list[Purchase]:
    """The shopper of the demo has an order in every state, and a year of loyalty behind."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    new = Purchase("", shopper, (), "", now, purchases.PENDING)
    paid = {"status": purchases.PAID, "paid_at": now - 5 * hour}
    lives = [
        (now - 8 * timedelta(minutes=1), {}),
        (now - 5 * hour, paid),
        (now - 2 * day, {"status": "shipped", "paid_at": now - 2 * day, "shipped_at": now - day}),
        (now - 6 * day, _delivered(now - 6 * day)),
        (now - 12 * day, {"status": "cancelled", "cancelled_at": now - 12 * day + hour / 2}),
        (now - 20 * day, _delivered(now - 20 * day) | {"status": "refunded", "refunded_at": now - 14 * day}),
        *((now - weeks * 7 * day, _delivered(now - weeks * 7 * day)) for weeks in (4, 6, 8, 10, 12)),
        *((now - days * day, _delivered(now - days * day)) for days in (5, 4)),
    ]
    return [_told(new, shelf, number, placed_at, fate) for number, (placed_at, fate) in enumerate(lives)]


def _told(new: Purchase, shelf: list[Sku], number: int, placed_at: datetime, fate: dict) -> Purchase:
    random = Random(number)  # noqa: S311
    picks = tuple((sku, 1) for sku in random.sample(shelf, 2))
    told = replace(
        new,
        number=purchases.a_number(random),
        visitor=purchases.a_visitor(random),
        placed_at=placed_at,
        picks=picks,
        **fate,
    )
    return replace(told, refunded=told.total) if told.status == purchases.REFUNDED else told


def _delivered(placed_at: datetime) -> dict:
    return {
        "status": purchases.DELIVERED,
        "paid_at": placed_at + timedelta(minutes=3),
        "shipped_at": placed_at + timedelta(hours=20),
        "delivered_at": placed_at + timedelta(hours=68),
    }
