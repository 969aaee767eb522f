"""Offers as the database holds them, read into rules."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from kernel.languages import column, said
from kernel.money import ZERO
from promotions.calendar.queries import Schedule
from promotions.models import ConditionalOffer, Promotion, PromotionUse
from promotions.rules import BY_PIECE, MANY_TIMES, Gain, Lane, Need, Rule
from promotions.wording import terms_of

#: Vouchers attached to a basket: voucher id → code.
Codes = Mapping[int, str]

Scheduled = tuple[Schedule, Rule]

#: What one order uses of limited offers.
Uses = Sequence[PromotionUse]


def everyones(now: datetime, own: Uses = ()) -> list[Scheduled]:
    """Everyone's offers that run or will, each with its days; what ``own`` uses took counts as left. Two queries."""
    return _scheduled(_rows(_not_over(now, own, offer_type=ConditionalOffer.SITE).values(*COLUMNS), own))


def brought(now: datetime, codes: Codes, own: Uses = ()) -> list[Scheduled]:
    """The same of the offers that codes bring."""
    found = _not_over(now, own, vouchers__in=codes).values(*COLUMNS, "vouchers", "vouchers__coupon__points")
    return _scheduled(_rows(found, own), codes)


def _rows(found: Iterable[Mapping[str, Any]], own: Uses) -> list[Mapping[str, Any]]:
    return [_without(own, row) if own else row for row in found]


def _without(own: Uses, row: Mapping[str, Any]) -> dict[str, Any]:
    mine = [use for use in own if use.offer_id == row["pk"]]
    of_the_promotion = [use for use in own if use.promotion_id and use.promotion_id == row["promotion_id"]]
    return {
        **row,
        "num_applications": row["num_applications"] - sum(use.times for use in mine),
        "total_discount": row["total_discount"] - sum((use.amount for use in mine), ZERO),
        "promotion__spent": (row["promotion__spent"] or ZERO) - sum((use.amount for use in of_the_promotion), ZERO),
    }


#: Read as plain values: three models for each offer would cost more than applying it.
COLUMNS = (
    *("pk", "priority", "exclusive", *(column("name", code) for code, _ in settings.LANGUAGES)),
    *("start_datetime", "end_datetime"),
    *("max_basket_applications", "max_global_applications", "num_applications", "max_discount", "total_discount"),
    "max_user_applications",
    *("condition__type", "condition__value", "condition__range_id"),
    *("benefit__type", "benefit__value", "benefit__range_id", "benefit__max_affected_items"),
    *("promotion_id", *(f"promotion__{column('name', code)}" for code, _ in settings.LANGUAGES)),
    *(f"promotion__{name}" for name in ("kind", "lane", "combines", "priority", "audience", "least_level")),
    *(f"promotion__{name}" for name in ("starts_at", "ends_at", "weekdays", "month_days")),
    *(f"promotion__{name}" for name in ("most_uses", "most_uses_each", "budget", "spent", "gift_id", "gift_pieces")),
)


def _not_over(now: datetime, own: Uses, **which: Any) -> QuerySet[ConditionalOffer]:
    """The offers that run or will, and are not used up: what starts or recurs is looked at when they are asked for."""
    its_offers, its_promotions = {use.offer_id for use in own}, {use.promotion_id for use in own} - {None}
    return ConditionalOffer.objects.rewrite(False).filter(
        Q(end_datetime=None) | Q(end_datetime__gte=now),
        (_has_uses() & _has_money()) | Q(pk__in=its_offers),
        Q(promotion=None) | _still_given("promotion__") | Q(promotion__in=its_promotions),
        Q(promotion=None) | Q(promotion__status=Promotion.Status.RUNNING),
        status=ConditionalOffer.OPEN,
        condition__proxy_class=None,
        benefit__proxy_class=None,
        condition__type__in=list(Need),
        benefit__type__in=list(Gain),
        **which,
    )


def _has_uses() -> Q:
    return Q(max_global_applications=None) | Q(num_applications__lt=F("max_global_applications"))


def _has_money() -> Q:
    return Q(max_discount=None) | Q(total_discount__lt=F("max_discount"))


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
    each = row["max_user_applications"] or None  # to Oscar, 0 is no limit
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
        is_limited=row["max_global_applications"] is not None or row["max_discount"] is not None or bool(each),
        most_each=each,
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
