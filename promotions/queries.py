"""The offers in force, read whole and remembered: what pages need to price a basket, or to say what something costs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db.models import Count, Sum
from django.utils.translation import get_language

from catalogue.search.queries import highest_price
from kernel import clock
from promotions import stored
from promotions.calendar.queries import those_on
from promotions.cap import most_off, most_percent
from promotions.memberships import ranges_of
from promotions.memory import OFFERS
from promotions.models import PromotionUse
from promotions.pieces import off_piece
from promotions.policy import PiecePrice, shelf_prices
from promotions.rules import ANYBODY, NOBODY, Buyer, Gain, Item, Lane, Need, Rule, Verdict, Why
from promotions.stored import Codes, Scheduled
from promotions.wording import face, gain_of, saving, terms_of

__all__ = [
    "ANYBODY",
    "NOBODY",
    "Buyer",
    "Gain",
    "Hints",
    "Item",
    "Lane",
    "Need",
    "Rule",
    "Verdict",
    "Why",
    "budget_felt",
    "face",
    "gain_of",
    "hints_for",
    "most_off",
    "most_percent",
    "offers_ahead",
    "offers_had_by",
    "offers_in_force",
    "ranges_of",
    "rules_in_force",
    "rules_now",
    "rules_without",
    "saving",
    "terms_of",
    "used_up_by",
]


def rules_in_force(now: datetime, codes: Codes | None = None) -> list[Rule]:
    """Everyone's offers and those the codes bring. Remembered; two queries where they are not, for each of both.

    Offers with a class of their own are left out: everything we offer is one of Oscar's stored kinds, or a gift.
    """
    scheduled = offers_ahead(now)
    if codes:
        brought = ("codes", tuple(sorted(codes.items())), get_language())
        scheduled = scheduled + OFFERS.recall_one(brought, lambda: stored.brought(now, codes))
    return those_on(scheduled, now)


def offers_ahead(now: datetime) -> list[Scheduled]:
    """Everyone's offers that run or will, each with its days. Remembered; two queries where they are not."""
    return OFFERS.recall_one(("rules", get_language()), lambda: stored.everyones(now))


def rules_now(now: datetime) -> list[Rule]:
    """Everyone's offers, not remembered. Two queries."""
    return those_on(stored.everyones(now), now)


def rules_without(order_number: str, now: datetime, codes: Codes) -> list[Rule]:
    """The rules in force for an order that is priced again: what it uses of limited offers itself is not in its way.
    One query more where it uses any; then nothing is remembered."""
    own = list(PromotionUse.objects.filter(order_number=order_number, given_back_at=None))
    if not own:
        return rules_in_force(now, codes)
    return those_on([*stored.everyones(now, own), *(stored.brought(now, codes, own) if codes else ())], now)


def used_up_by(members: Collection[str], rules: Iterable[Rule], *, but_by: str = "") -> frozenset[int]:
    """Which of the rules' promotions this shopper has had as often as one may. One query if any has such a limit.

    What the order ``but_by`` uses does not count.
    """
    each = {rule.promotion_id: rule.most_each for rule in rules if rule.promotion_id and rule.most_each is not None}
    if not each or not members:
        return frozenset()
    theirs = PromotionUse.objects.of(members).exclude(order_number=but_by).filter(promotion__in=each)
    counted = theirs.order_by().values_list("promotion").annotate(uses=Count("pk"))
    return frozenset(promotion_id for promotion_id, uses in counted if uses >= each[promotion_id])


def offers_had_by(members: Collection[str], rules: Iterable[Rule], *, but_by: str = "") -> dict[int, int]:
    """How often which of the rules without a promotion acted for this shopper. One query if any has a limit for each.

    What the order ``but_by`` uses does not count.
    """
    limited = {rule.id for rule in rules if not rule.promotion_id and rule.most_each is not None}
    if not limited or not members:
        return {}
    theirs = PromotionUse.objects.of(members).exclude(order_number=but_by)
    counted = theirs.filter(promotion=None, offer__in=limited).order_by().values_list("offer")
    return dict(counted.annotate(times=Sum("times")))


@dataclass(frozen=True)
class Hints:
    """What offers make of one piece: the price that is charged for it alone, and the terms of what more would bring.

    ``lowered_by`` names the offers behind the price; ``terms`` are (name, words), the nearest first.
    """

    price: Decimal
    lowered_by: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


def hints_for(prices: Mapping[int, Decimal]) -> dict[int, Hints]:
    """Product id → what everyone's offers make of its price, as the basket will; no query while they are remembered."""
    rules = rules_in_force(clock.now())
    within = ranges_of(prices) if rules else {}
    items = [Item(id_, id_, price, 1, within.get(id_, frozenset())) for id_, price in prices.items()]
    shelf = shelf_prices(items, rules, most_off=most_off())
    return {item.key: _hints(item, piece, rules) for item, piece in zip(items, shelf, strict=True)}


def _hints(item: Item, piece: PiecePrice, rules: Iterable[Rule]) -> Hints:
    ahead = [rule for rule in rules if rule.need_range in item.ranges and not (rule.is_by_piece and _is_plain(rule))]
    ahead.sort(key=lambda rule: (rule.lane != Lane.ORDER, rule.promotion_id or 0, rule.need_value))
    return Hints(piece.price, tuple(rule.name for rule, _ in piece.off), tuple(map(_told, ahead)))


def _is_plain(rule: Rule) -> bool:
    return rule.asks_nothing and not rule.least_level and not rule.for_first_order


def _told(rule: Rule) -> tuple[str, str]:
    return rule.name.partition(" · ")[0], terms_of(rule)


def offers_in_force() -> str:
    """A word that changes when other offers are in force: what was drawn with their prices is drawn anew.

    Found once a second, for every page asks.
    """
    now = clock.now()
    return OFFERS.recall_one(("word", int(now.timestamp())), lambda: _word_for(rules_in_force(now)))


def _word_for(rules: Iterable[Rule]) -> str:
    told = [(rule.id, rule.gain_value, rule.gain_range, budget_felt(rule)) for rule in rules]
    return sha256(repr(told).encode()).hexdigest()[:12]


def budget_felt(rule: Rule) -> Decimal | None:
    """What is left of the rule's budget, once that is too little for some piece: then every order changes what lists
    show. None while it is enough for all."""
    left = rule.most_discount if rule.is_by_piece else None
    return left if left is not None and off_piece(rule, highest_price()) > left else None
