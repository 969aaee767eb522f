"""What offers take off a basket, and why. Pure arithmetic over Oscar's kinds of condition and benefit.

The rules of precedence are published in docs/promotions.md. In short: lanes are taken in their order, each counts what
the one before left; thresholds count goods at the price that lists show; in a lane the allowed company of rules that
is best for the shopper acts; of a promotion's tiers the highest reached; and no order is lowered by more than the cap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from kernel.money import ZERO, rounded, share_out
from promotions.gains import times_of
from promotions.goods import Goods
from promotions.lanes import Taken, allowance_of, best_of, settled
from promotions.pieces import HUNDRED, PiecePrice, piece_prices
from promotions.rules import (
    ANYBODY,
    MOST_OFF,
    NOBODY,
    ON_DELIVERY,
    Buyer,
    Gain,
    Item,
    Lane,
    Need,
    Rule,
    Verdict,
    Why,
)

__all__ = [
    "MOST_OFF",
    "NOBODY",
    "ON_DELIVERY",
    "Buyer",
    "Gain",
    "Item",
    "Lane",
    "Need",
    "PiecePrice",
    "Rule",
    "Verdict",
    "Why",
    "apply_rules",
    "delivery_discount",
    "plain_rules",
    "shelf_prices",
]

#: So many rules with a budget are tried with and without each other.
FEW = 5

#: Rule id → why it may not act, and the rule that is in its way.
Refusals = dict[int, tuple[Why, Rule | None]]


def apply_rules(
    items: Iterable[Item],
    rules: Iterable[Rule],
    buyer: Buyer = NOBODY,
    *,
    most_off: Decimal = MOST_OFF,
    gifts_free: Mapping[int, int] | None = None,
) -> list[Verdict]:
    """Every rule with what it took off the goods, or why nothing, in the order of the lanes.

    A delivery rule whose need is met is applied with the amount 0; ``delivery_discount`` says what it gives. A gift
    rule is applied as often as it gives its gift; ``gifts_free`` are the pieces left of each gift's stock record.
    """
    bought = tuple(item for item in items if item.quantity > 0)
    placed = sorted((_left_to(buyer, rule) for rule in rules), key=lambda rule: rule.place)
    refusals: Refusals = {rule.id: (why, None) for rule in placed if (why := _not_for(buyer, rule))}
    open_rules = [rule for rule in placed if rule.id not in refusals]
    goods = Goods(bought, [each.price for each in shelf_prices(bought, open_rules, most_off=most_off)])
    ready = _ready(open_rules, goods, refusals)
    pieces = _by_piece([rule for rule in ready if rule.is_by_piece], goods, refusals, most_off)
    taken = [*pieces, *_together(ready, goods, pieces, most_off)]
    return _verdicts(placed, taken, goods, refusals, gifts_free)


def shelf_prices(
    items: Sequence[Item], rules: Iterable[Rule], buyer: Buyer = ANYBODY, *, most_off: Decimal = MOST_OFF
) -> list[PiecePrice]:
    """What one piece of each costs by itself: the price that lists, products and baskets show alike."""
    return piece_prices(items, plain_rules(rules, buyer), most_off)


def plain_rules(rules: Iterable[Rule], buyer: Buyer = ANYBODY) -> list[Rule]:
    """Those that lower the price of a piece by itself."""
    return [rule for rule in rules if rule.is_by_piece and rule.asks_nothing and not _not_for(buyer, rule)]


def _left_to(buyer: Buyer, rule: Rule) -> Rule:
    """The rule as often as it may act for this shopper."""
    times = buyer.times_left(rule)
    return rule if times == rule.most_times else replace(rule, most_times=times)


def _not_for(buyer: Buyer, rule: Rule) -> Why | None:
    if rule.promotion_id in buyer.used_up or buyer.times_left(rule) <= 0:
        return Why.USED_UP
    if rule.least_level > buyer.level:
        return Why.LEVEL_TOO_LOW
    return Why.NOT_THE_FIRST_ORDER if rule.for_first_order and not buyer.is_first_order else None


def _ready(rules: Sequence[Rule], goods: Goods, refusals: Refusals) -> list[Rule]:
    """The rules whose need is met; of one promotion's tiers only the highest."""
    met = [rule for rule in rules if goods.reached(rule) >= rule.need_value]
    highest: dict[int | None, Rule] = {}
    for rule in met:
        if rule.need_value >= highest.get(rule.promotion_id, rule).need_value:
            highest[rule.promotion_id] = rule
    refusals |= {rule.id: (Why.MORE_NEEDED, None) for rule in rules if goods.reached(rule) < rule.need_value}
    for rule in met:
        if rule.promotion_id and highest[rule.promotion_id] is not rule:
            refusals[rule.id] = Why.HIGHER_TIER, highest[rule.promotion_id]
    return [rule for rule in met if rule.id not in refusals]


def _by_piece(rules: Sequence[Rule], goods: Goods, refusals: Refusals, most_off: Decimal) -> list[Taken]:
    """What rules take off single pieces, by line. A budget that ends with this order gives what is left of it, or
    gives way to other offers where these are better: of all choices that which takes most."""
    taken = _piecewise(goods.items, piece_prices(goods.items, rules, most_off))
    if all(_is_within_budget(each) for each in taken):
        return taken
    best: tuple[Decimal, list[Taken], frozenset[int]] | None = None
    for silent in _silenced(rules):
        acting = [rule for rule in rules if rule.id not in silent]
        taken = [_cut(each) for each in _piecewise(goods.items, piece_prices(goods.items, acting, most_off))]
        amount = sum((each.amount for each in taken), ZERO)
        if best is None or amount > best[0]:
            best = amount, taken, silent
    assert best is not None
    refusals |= dict.fromkeys(best[2], (Why.USED_UP, None))
    return best[1]


def _silenced(rules: Iterable[Rule]) -> Iterable[frozenset[int]]:
    """Every choice of rules with a budget to do without; of more than a few only the first are chosen from."""
    limited = [rule.id for rule in rules if rule.most_discount is not None][:FEW]
    return (frozenset(some) for count in range(len(limited) + 1) for some in combinations(limited, count))


def _is_within_budget(taken: Taken) -> bool:
    return taken.rule.most_discount is None or taken.amount <= taken.rule.most_discount


def _cut(taken: Taken) -> Taken:
    most = taken.rule.most_discount
    if most is None or taken.amount <= most:
        return taken
    shares = share_out(most, list(taken.shares.values()))
    return Taken(taken.rule, {index: share for index, share in zip(taken.shares, shares, strict=True) if share})


def _piecewise(items: Sequence[Item], prices: Sequence[PiecePrice]) -> list[Taken]:
    found: dict[int, tuple[Rule, dict[int, Decimal]]] = {}
    for index, (item, piece) in enumerate(zip(items, prices, strict=True)):
        for rule, off in piece.off:
            found.setdefault(rule.id, (rule, {}))[1][index] = off * item.quantity
    return [Taken(rule, shares) for rule, shares in found.values()]


def _together(ready: Iterable[Rule], goods: Goods, by_piece: Iterable[Taken], most_off: Decimal) -> list[Taken]:
    left = [item.unit_price * item.quantity for item in goods.items]
    whole = sum(left, ZERO)
    for each in by_piece:
        for index, share in each.shares.items():
            left[index] -= share
    allowance = allowance_of(whole, most_off, whole - sum(left, ZERO))
    lumps = [rule for rule in ready if rule.is_on_goods and not rule.is_by_piece]
    return settled(best_of(lumps, goods, left), left, allowance)


def _verdicts(
    placed: Iterable[Rule],
    taken: Sequence[Taken],
    goods: Goods,
    refusals: Refusals,
    gifts_free: Mapping[int, int] | None,
) -> list[Verdict]:
    by_rule = {each.rule.id: each for each in taken}
    found = []
    for rule in placed:
        if rule.id in refusals:
            found.append(_refused(rule, goods, *refusals[rule.id]))
        elif rule.gain == Gain.GIFT:
            found.append(_gift(rule, goods, gifts_free))
        elif rule.gain in ON_DELIVERY:
            found.append(Verdict(rule, times=1, reached=goods.reached(rule)))
        else:
            found.append(_on_goods(rule, by_rule, goods))
    return found


def _refused(rule: Rule, goods: Goods, why: Why, by: Rule | None) -> Verdict:
    reached = goods.reached(rule)
    return Verdict(rule, why=why, reached=reached, missing=max(rule.need_value - reached, ZERO), by=by)


def _gift(rule: Rule, goods: Goods, gifts_free: Mapping[int, int] | None) -> Verdict:
    reached = goods.reached(rule)
    times = times_of(rule, reached) if rule.need_value > 0 else 1
    if gifts_free is not None:
        times = min(times, gifts_free.get(rule.gift_stock or 0, 0) // rule.gift_pieces)
    if not goods.within(rule.need_range):
        return Verdict(rule, why=Why.NOTHING_TO_GAIN, reached=reached)
    return Verdict(rule, times=times, reached=reached, why=None if times else Why.GIFT_GONE)


def _on_goods(rule: Rule, by_rule: Mapping[int, Taken], goods: Goods) -> Verdict:
    reached, mine = goods.reached(rule), by_rule.get(rule.id)
    if mine and mine.amount:
        shares = {goods.items[index].key: share for index, share in mine.shares.items()}
        return Verdict(rule, mine.amount, _times(rule, reached), shares, reached=reached)
    if mine:
        return Verdict(rule, why=Why.CAP_REACHED if by_rule else Why.NOTHING_TO_GAIN, reached=reached)
    winner = _winner(rule, by_rule.values(), goods)
    return Verdict(rule, why=Why.TAKEN if winner else Why.NOTHING_TO_GAIN, reached=reached, by=winner)


def _times(rule: Rule, reached: Decimal) -> int:
    repeats = rule.most_pieces is not None or rule.gain in (Gain.CHEAPEST_FREE, Gain.BUNDLE_PRICE)
    return times_of(rule, reached) if repeats and rule.need_value > 0 else 1


def _winner(rule: Rule, taken: Iterable[Taken], goods: Goods) -> Rule | None:
    """The rule of the same lane that took what this one could have taken."""
    concerned = set(goods.within(rule.gain_range))
    rivals = (each for each in taken if each.rule.lane == rule.lane and each.amount)
    met = (each.rule for each in rivals if not rule.is_by_piece or not concerned.isdisjoint(each.shares))
    return next(met, None) if concerned else None


def delivery_discount(verdicts: Iterable[Verdict], charge: Decimal) -> tuple[Rule | None, Decimal]:
    """The rule that lowers the delivery charge most, and by how much."""
    best: tuple[Rule | None, Decimal] = None, ZERO
    for verdict in verdicts:
        if verdict.is_applied and verdict.rule.gain in ON_DELIVERY:
            amount = _off_delivery(verdict.rule, charge)
            if amount > best[1]:
                best = verdict.rule, amount
    return best


def _off_delivery(rule: Rule, charge: Decimal) -> Decimal:
    match rule.gain:
        case Gain.DELIVERY_PERCENTAGE:
            return rounded(charge * min(rule.gain_value, HUNDRED) / HUNDRED)
        case Gain.DELIVERY_AMOUNT:
            return min(charge, rule.gain_value)
        case _:
            return max(charge - rule.gain_value, ZERO)
