"""What people bought and what became of it: a story for each order, told before anything is written.

No database and no clock: the same random source, people, shelf and day tell the same stories.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from orders.numbers import ALPHABET, LENGTH, as_written
from shop.demo.people import Person

PENDING, CANCELLED, PAID, SHIPPED, DELIVERED, REFUNDED = (
    "pending",
    "cancelled",
    "paid",
    "shipped",
    "delivered",
    "refunded",
)
TIME_TO_PAY = timedelta(minutes=30)
FREE_SHIPPING_FROM = Decimal(99)
SHIPPING = Decimal("10.00")
PROMISED_AFTER = timedelta(days=4)

#: How busy each hour of the day is: quiet nights, a lunch peak, a long evening.
HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 10, 13, 15, 16, 18, 15, 14, 14, 15, 16, 18, 22, 26, 24, 16, 7)
#: How busy each day of the week is, Monday first.
WEEKDAYS = (0.95, 0.9, 0.95, 1.0, 1.05, 1.25, 1.3)
NEVER_PAID, RETURNED = 0.09, 0.04


@dataclass(frozen=True)
class Sku:
    """One thing on the shelf, as an order line remembers it; ``titles`` and ``options`` by language."""

    stock_id: int
    product_id: int
    shown_id: int
    code: str
    titles: dict[str, str]
    options: dict[str, str]
    photo: str
    price: Decimal
    was: Decimal | None
    cost: Decimal | None


@dataclass(frozen=True)
class Purchase:
    """One order's life; an instant is None where it has not come to that."""

    number: str
    person: Person
    picks: tuple[tuple[Sku, int], ...]
    visitor: str
    placed_at: datetime
    status: str
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    refunded_at: datetime | None = None
    refunded: Decimal = Decimal("0.00")

    @property
    def goods(self) -> Decimal:
        return sum((sku.price * quantity for sku, quantity in self.picks), Decimal("0.00"))

    @property
    def shipping(self) -> Decimal:
        return Decimal("0.00") if self.goods >= FREE_SHIPPING_FROM else SHIPPING

    @property
    def total(self) -> Decimal:
        return self.goods + self.shipping


def stories(
    random: Random, people: Sequence[Person], shelf: Sequence[Sku], count: int, *, days: int, until: datetime
) -> Iterator[Purchase]:
    """``count`` purchases over the ``days`` before ``until``, oldest first.

    A few people buy much, and a few things sell much.
    """
    regulars = [1 / (rank + 8) for rank in range(len(people))]
    favourites = [1 / (rank + 5) for rank in range(len(shelf))]
    buyers = random.choices(people, weights=regulars, k=count)
    baskets = iter(random.choices(shelf, weights=favourites, k=count * 3))
    for moment, buyer in zip(moments(random, count, days=days, until=until), buyers, strict=True):
        picks = {sku.stock_id: (sku, random.choice((1, 1, 1, 1, 2))) for sku in _some(baskets, random)}
        told = Purchase(a_number(random), buyer, tuple(picks.values()), a_visitor(random), moment, PENDING)
        yield lived(told, random, until)


def moments(random: Random, count: int, *, days: int, until: datetime) -> list[datetime]:
    """``count`` instants of the ``days`` before ``until``, oldest first, as busy as shopping days and hours are."""
    return sorted(_moment(random, days, until) for _ in range(count))


def lived(purchase: Purchase, random: Random, until: datetime) -> Purchase:
    """The purchase as far as it has come by ``until``."""
    if random.random() < NEVER_PAID:
        closed = purchase.placed_at + TIME_TO_PAY
        return replace(purchase, status=CANCELLED, cancelled_at=closed) if closed <= until else purchase
    for step in (_pay, _ship, _deliver, _refund):
        further = step(purchase, random)
        if further is None or _last_moment(further) > until:
            break
        purchase = further
    return purchase


def _some(baskets: Iterator[Sku], random: Random) -> list[Sku]:
    return [next(baskets) for _ in range(random.choice((1, 1, 1, 2, 2, 3)))]


def a_number(random: Random) -> str:
    """Unlike a real one it can be told from the seed; nobody's purchase hides behind it."""
    return as_written("".join(random.choices(ALPHABET, k=LENGTH)))


def a_visitor(random: Random) -> str:
    return f"{random.getrandbits(128):032x}"


def _pay(purchase: Purchase, random: Random) -> Purchase:
    paid_at = purchase.placed_at + timedelta(seconds=random.randint(40, 1500))
    return replace(purchase, status=PAID, paid_at=paid_at)


def _ship(purchase: Purchase, random: Random) -> Purchase:
    return replace(purchase, status=SHIPPED, shipped_at=_after(purchase.paid_at, random, 3, 34))


def _deliver(purchase: Purchase, random: Random) -> Purchase:
    return replace(purchase, status=DELIVERED, delivered_at=_after(purchase.shipped_at, random, 22, 90))


def _refund(purchase: Purchase, random: Random) -> Purchase | None:
    """One in twenty-five sends something back: the whole order or its first line."""
    if random.random() > RETURNED:
        return None
    refunded_at = _after(purchase.delivered_at, random, 20, 150)
    sku, quantity = purchase.picks[0]
    if len(purchase.picks) == 1:
        return replace(purchase, status=REFUNDED, refunded_at=refunded_at, refunded=purchase.total)
    return replace(purchase, refunded_at=refunded_at, refunded=sku.price * quantity)


def _after(moment: datetime | None, random: Random, least: int, most: int) -> datetime:
    """``least`` to ``most`` hours later."""
    assert moment is not None
    return moment + timedelta(minutes=random.randint(least * 60, most * 60))


def _last_moment(purchase: Purchase) -> datetime:
    moments = (purchase.paid_at, purchase.shipped_at, purchase.delivered_at, purchase.refunded_at)
    return max(moment for moment in moments if moment)


def _moment(random: Random, days: int, until: datetime) -> datetime:
    """An instant of the last ``days``, more likely lately, on a weekend and in the evening."""
    while True:
        back = int(days * random.random() ** 1.15)
        day = until - timedelta(days=back)
        if random.random() * max(WEEKDAYS) <= WEEKDAYS[day.weekday()]:
            break
    hour = random.choices(range(24), weights=HOURS)[0]
    moment = day.replace(hour=hour, minute=random.randrange(60), second=random.randrange(60), microsecond=0)
    return moment if moment <= until else moment - timedelta(days=1)
