"""Who came by: the visits that ended in a purchase, and the many more that did not, as the events they left."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from analytics.capture import services as capture
from analytics.capture.models import Event
from shop.demo.purchases import Purchase, Sku, moments

BATCH = 20_000
DEVICES = ("phone", "phone", "phone", "desktop", "tablet")

#: Domain they came from, source and medium of the link, and how often.
CHANNELS = (
    ("", "", "", 34),
    ("www.baidu.com", "", "", 22),
    ("www.xiaohongshu.com", "xiaohongshu", "social", 14),
    ("", "baidu", "cpc", 12),
    ("", "newsletter", "email", 8),
    ("www.google.com", "", "", 6),
    ("", "wechat", "share", 4),
)
SEARCHED = ("扶手椅", "吊灯", "多肉", "胶片相机", "跑鞋", "帐篷", "显示器", "sofa", "lamp", "tripod", "小白鞋", "书桌")
K = Event.Kind


class Visit:
    """One visitor walking through the shop; each step takes a while and leaves its events behind."""

    def __init__(self, random: Random, visitor: str, starts: datetime) -> None:
        self.random, self.at = random, starts
        domain, source, medium, _ = random.choices(CHANNELS, weights=[channel[3] for channel in CHANNELS])[0]
        self.who = {"visitor_id": UUID(visitor), "device": random.choice(DEVICES), "language": _language(random)}
        self.origin = {"referrer": domain, "source": source, "medium": medium}
        self.events: list[Event] = []

    def sees(self, page: str, *meanings: str, **about: object) -> None:
        """A page is seen, with what that means; where they came from stands on the first page only."""
        for kind in (K.PAGE_VIEW, *meanings):
            self._note(kind, page=page, **about, **(self.origin if kind == K.PAGE_VIEW else {}))
        self.origin = {}
        seconds = 5 + int(self.random.expovariate(1 / 35))
        self.at += timedelta(seconds=seconds)
        self._note(K.PAGE_LEAVE, page=page, seconds=seconds, scroll=self.random.randint(15, 100))

    def looks_at(self, sku: Sku) -> None:
        self.sees("product", K.PRODUCT_VIEW, product_id=sku.shown_id)

    def sees_cards(self, page: str, shelf: Sequence[Sku], **about: object) -> None:
        """A page with cards on it, of which one in three is followed."""
        shown = [sku.shown_id for sku in self.random.sample(shelf, min(8, len(shelf)))]
        self.sees(page, **about)
        self._note(K.CARDS_SHOWN, page=page, shown=shown)
        if self.random.random() < 0.35:
            self._note(K.CLICK, page=page, target="card", product_id=shown[0])

    def searches(self, words: str, shelf: Sequence[Sku]) -> None:
        self._note(K.SEARCH, page="search", words=words)
        self.sees_cards("search", shelf)

    def adds(self, sku: Sku) -> None:
        self._note(K.ADD_TO_BASKET, page="basket:lines", product_id=sku.shown_id)

    def _note(self, kind: str, **about: object) -> None:
        uuid = UUID(int=self.random.getrandbits(128), version=4)
        self.events.append(Event(id=uuid, at=self.at, kind=kind, **self.who, **about))


def keep(events: Iterable[Event]) -> int:
    """The events are in their partitions and their days are marked; how many they were."""
    remaining, kept = iter(events), 0
    while batch := list(islice(remaining, BATCH)):
        capture.keep(batch)
        kept += len(batch)
    return kept


def of_buyers(purchases: Iterable[Purchase], random: Random) -> Iterator[Event]:
    """Each purchase's visit, and the events of the order itself."""
    for purchase in purchases:
        walk = timedelta(minutes=random.randint(4, 18))
        visit = Visit(random, purchase.visitor, purchase.placed_at - walk)
        visit.sees("home")
        for sku, _ in purchase.picks:
            visit.looks_at(sku)
            visit.adds(sku)
        visit.sees("basket:summary", K.BASKET_VIEW)
        visit.sees("checkout:start", K.CHECKOUT_STEP)
        yield from (event for event in visit.events if event.at <= purchase.placed_at)
        yield from _of_order(purchase, random)


def of_browsers(random: Random, shelf: Sequence[Sku], count: int, *, days: int, until: datetime) -> Iterator[Event]:
    """``count`` visits that bought nothing: most see a page or two, a few fill a basket and leave it."""
    known: list[str] = []
    for moment in moments(random, count, days=days, until=until):
        returns = known and random.random() < 0.2
        visitor = random.choice(known) if returns else f"{random.getrandbits(128):032x}"
        known.append(visitor)
        yield from _browsed(Visit(random, visitor, moment), random, shelf, until)


def _browsed(visit: Visit, random: Random, shelf: Sequence[Sku], until: datetime) -> Iterator[Event]:
    visit.sees_cards(random.choice(("home", "category")), shelf)
    if random.random() < 0.2:
        visit.searches(random.choice(SEARCHED), shelf)
    for _ in range(int(random.expovariate(1 / 1.6))):
        sku = random.choice(shelf)
        visit.looks_at(sku)
        if random.random() < 0.07:
            visit.adds(sku)
            visit.sees("basket:summary", K.BASKET_VIEW)
            if random.random() < 0.3:
                visit.sees("checkout:start", K.CHECKOUT_STEP)
    yield from (event for event in visit.events if event.at <= until)


def _of_order(purchase: Purchase, random: Random) -> Iterator[Event]:
    for kind, at in ((K.ORDER_PLACED, purchase.placed_at), (K.ORDER_PAID, purchase.paid_at)):
        if at:
            uuid = UUID(int=random.getrandbits(128), version=4)
            language = purchase.person.language
            yield Event(id=uuid, at=at, kind=kind, order_number=purchase.number, language=language)


def _language(random: Random) -> str:
    return "en" if random.random() < 0.15 else "zh-hans"
