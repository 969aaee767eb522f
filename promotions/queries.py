"""The offers in force, read whole and remembered: what pages need to price a basket, or to say what something costs."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language

from catalogue.search.queries import highest_price
from kernel import clock
from kernel.languages import column, said
from kernel.money import ZERO
from promotions.calendar.queries import Schedule, those_on
from promotions.cap import most_off, most_percent
from promotions.memberships import ranges_of
from promotions.memory import OFFERS
from promotions.models import ConditionalOffer, Promotion, PromotionUse
from promotions.pieces import off_piece
from promotions.policy import PiecePrice, shelf_prices
from promotions.rules import ANYBODY, BY_PIECE, MANY_TIMES, NOBODY, Buyer, Gain, Item, Lane, Need, Rule, Verdict, Why
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
    "offers_in_force",
    "promotions_used_by",
    "ranges_of",
    "rules_in_force",
    "rules_now",
    "saving",
    "terms_of",
    "used_up_by",
]

#: Vouchers attached to a basket: voucher id → code.
Codes = Mapping[int, str]

Scheduled = tuple[Schedule, Rule]


def rules_in_force(now: datetime, codes: Codes | None = None) -> list[Rule]:
    """Everyone's offers and those the codes bring. Remembered; two queries where they are not, for each of both.

    Offers with a class of their own are left out: everything we offer is one of Oscar's stored kinds, or a gift.
    """
    scheduled = offers_ahead(now)
    if codes:
        brought = ("codes", tuple(sorted(codes.items())), get_language())
        scheduled = scheduled + OFFERS.recall_one(brought, lambda: _brought(now, codes))
    return those_on(scheduled, now)


def offers_ahead(now: datetime) -> list[Scheduled]:
    """Everyone's offers that run or will, each with its days. Remembered; two queries where they are not."""
    return OFFERS.recall_one(("rules", get_language()), lambda: _scheduled(_everyones(now)))


def rules_now(now: datetime) -> list[Rule]:
    """Everyone's offers, not remembered. Two queries."""
    return those_on(_scheduled(_everyones(now)), now)


def _everyones(now: datetime) -> list[dict[str, Any]]:
    return list(_not_over(now, offer_type=ConditionalOffer.SITE).values(*COLUMNS))


def _brought(now: datetime, codes: Codes) -> list[Scheduled]:
    brought = _not_over(now, vouchers__in=codes)
    return _scheduled(list(brought.values(*COLUMNS, "vouchers", "vouchers__coupon__points")), codes)


#: Read as plain values: three models for each offer would cost more than applying it.
COLUMNS = (
    *("pk", "priority", "exclusive", *(column("name", code) for code, _ in settings.LANGUAGES)),
    *("start_datetime", "end_datetime"),
    *("max_basket_applications", "max_global_applications", "num_applications", "max_discount", "total_discount"),
    *("condition__type", "condition__value", "condition__range_id"),
    *("benefit__type", "benefit__value", "benefit__range_id", "benefit__max_affected_items"),
    *("promotion_id", *(f"promotion__{column('name', code)}" for code, _ in settings.LANGUAGES)),
    *(f"promotion__{name}" for name in ("kind", "lane", "combines", "priority", "audience", "least_level")),
    *(f"promotion__{name}" for name in ("starts_at", "ends_at", "weekdays", "month_days")),
    *(f"promotion__{name}" for name in ("most_uses", "most_uses_each", "budget", "spent", "gift_id", "gift_pieces")),
)


def _not_over(now: datetime, **which: Any) -> QuerySet[ConditionalOffer]:
    """The offers that run or will, and are not used up: what starts or recurs is looked at when they are asked for."""
    return ConditionalOffer.objects.rewrite(False).filter(
        Q(end_datetime=None) | Q(end_datetime__gte=now),
        Q(max_global_applications=None) | Q(num_applications__lt=F("max_global_applications")),
        Q(max_discount=None) | Q(total_discount__lt=F("max_discount")),
        Q(promotion=None) | Q(_still_given("promotion__"), promotion__status=Promotion.Status.RUNNING),
        status=ConditionalOffer.OPEN,
        condition__proxy_class=None,
        benefit__proxy_class=None,
        condition__type__in=list(Need),
        benefit__type__in=list(Gain),
        **which,
    )


def _still_given(path: str) -> Q:
    """Of promotions, those whose uses and budget are not all gone."""
    has_uses = Q(**{f"{path}most_uses": None}) | Q(**{f"{path}used__lt": F(f"{path}most_uses")})
    return has_uses & (Q(**{f"{path}budget": None}) | Q(**{f"{path}spent__lt": F(f"{path}budget")}))


def _scheduled(rows: Iterable[Mapping[str, Any]], codes: Codes | None = None) -> list[Scheduled]:
    rows = list(rows)
    tiers = Counter(row["promotion_id"] for row in rows)
    rules = [_rule(row, codes or {}, has_tiers=tiers[row["promotion_id"]] > 1) for row in rows]
    return list(zip(map(_schedule, rows), _with_companions(rules), strict=True))


def _schedule(row: Mapping[str, Any]) -> Schedule:
    """An offer of ours runs when its promotion does, and one of Oscar's by its own dates."""
    if not row["promotion_id"]:
        return Schedule(row["start_datetime"], row["end_datetime"])
    return Schedule(
        row["promotion__starts_at"],
        row["promotion__ends_at"],
        frozenset(row["promotion__weekdays"]),
        frozenset(row["promotion__month_days"]),
    )


def _rule(row: Mapping[str, Any], codes: Codes, *, has_tiers: bool) -> Rule:
    voucher_id = row.get("vouchers")
    rule = Rule(
        id=row["pk"],
        name=_name(row),
        need=Need(row["condition__type"]),
        need_value=row["condition__value"] or ZERO,
        need_range=row["condition__range_id"],
        gain=Gain(row["benefit__type"]),
        gain_value=row["benefit__value"] or ZERO,
        gain_range=row["benefit__range_id"] or row["condition__range_id"],
        priority=row["priority"],
        is_exclusive=row["exclusive"],
        most_pieces=row["benefit__max_affected_items"],
        most_times=min(_times_left(row), row["max_basket_applications"] or MANY_TIMES),
        most_discount=_discount_left(row),
        is_limited=row["max_global_applications"] is not None or row["max_discount"] is not None,
        code=codes.get(voucher_id, "") if voucher_id else "",
        voucher_id=voucher_id,
        is_paid_for=row["benefit__max_affected_items"] is not None and bool(row.get("vouchers__coupon__points")),
        lane=_lane(row, voucher_id),
    )
    return _of_a_promotion(rule, row, has_tiers=has_tiers) if row["promotion_id"] else rule


def _of_a_promotion(rule: Rule, row: Mapping[str, Any], *, has_tiers: bool) -> Rule:
    """What the merchant's lever says counts for each of its offers."""
    promotion = {name.removeprefix("promotion__"): value for name, value in row.items()}
    limits = (promotion["most_uses"], promotion["most_uses_each"], promotion["budget"])
    left = [] if promotion["budget"] is None else [promotion["budget"] - promotion["spent"]]
    return replace(
        rule,
        promotion_id=row["promotion_id"],
        name=f"{rule.name} · {terms_of(rule)}" if has_tiers else rule.name,
        priority=promotion["priority"],
        is_exclusive=not promotion["combines"],
        most_discount=min([*left, *([] if rule.most_discount is None else [rule.most_discount])], default=None),
        is_limited=rule.is_limited or any(limit is not None for limit in limits),
        most_each=promotion["most_uses_each"],
        least_level=promotion["least_level"],
        for_first_order=promotion["audience"] == Promotion.Audience.FIRST_ORDER,
        gift_stock=promotion["gift_id"],
        gift_pieces=promotion["gift_pieces"],
    )


def _name(row: Mapping[str, Any]) -> str:
    """The promotion's name, and that of the offer where there is none."""
    path = "promotion__" if row["promotion_id"] else ""
    return said({language: row[path + column("name", language)] or "" for language, _ in settings.LANGUAGES})


def _lane(row: Mapping[str, Any], voucher_id: int | None) -> Lane:
    """The lane the merchant chose; an offer without a promotion of ours lies where its kind belongs."""
    if voucher_id:
        return Lane.COUPON
    if row["promotion__lane"]:
        return Lane(row["promotion__lane"])
    is_by_piece = row["benefit__type"] in BY_PIECE
    return Lane.LINE if is_by_piece and not row["benefit__max_affected_items"] else Lane.ORDER


def _times_left(row: Mapping[str, Any]) -> int:
    if row["max_global_applications"] is None:
        return MANY_TIMES
    return int(row["max_global_applications"] - row["num_applications"])


def _discount_left(row: Mapping[str, Any]) -> Decimal | None:
    return None if row["max_discount"] is None else row["max_discount"] - row["total_discount"]


def _with_companions(rules: list[Rule]) -> list[Rule]:
    """Fill in which rules a choosy rule goes with."""
    meeting = [rule.id for rule in rules if not rule.is_exclusive]
    if len(meeting) < 2:
        return rules
    links = ConditionalOffer.combinations.through.objects.filter(from_conditionaloffer_id__in=meeting)
    companions = defaultdict(set)
    for one, other in links.values_list("from_conditionaloffer_id", "to_conditionaloffer_id"):
        companions[one].add(other)
    return [_accompanied(rule, frozenset(companions[rule.id])) for rule in rules]


def _accompanied(rule: Rule, companions: frozenset[int]) -> Rule:
    return replace(rule, goes_with=companions) if companions else rule


def used_up_by(members: Collection[str], rules: Iterable[Rule]) -> frozenset[int]:
    """Which of the rules' promotions this shopper has had as often as one may. One query if any has such a limit."""
    each = {rule.promotion_id: rule.most_each for rule in rules if rule.most_each is not None}
    if not each or not members:
        return frozenset()
    theirs = PromotionUse.objects.filter(promotion__in=each, members__overlap=list(members), given_back_at=None)
    counted = theirs.order_by().values_list("promotion").annotate(uses=Count("pk"))
    return frozenset(promotion_id for promotion_id, uses in counted if uses >= each[promotion_id])


def promotions_used_by(order_number: str) -> frozenset[int]:
    """The limited promotions that this order has used and not given back. One query."""
    uses = PromotionUse.objects.filter(order_number=order_number, given_back_at=None, promotion__isnull=False)
    return frozenset(uses.values_list("promotion", flat=True))


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
