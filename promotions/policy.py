"""What offers take off a basket. Pure arithmetic over Oscar's kinds of condition and benefit.

The rules of precedence, all of them:

* Rules are tried from the highest priority down, and among equals the older first.
* A piece discounted by an exclusive rule is discounted by no other. Rules that are not exclusive may meet on
  a piece, unless one of them names the rules it goes with and the other is not among them.
* A rule that meets others on a piece takes its share of what is *left* to pay for it, so no two rules
  together give goods away that neither would have.
* What a rule takes off is rounded once and shared out over its lines to the cent.
* Rules about delivery take no pieces; the first that lowers the charge is the one that counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from kernel.money import ZERO, rounded, share_out
from promotions.rules import ON_DELIVERY, Buyer, Gain, Item, Lane, Need, Rule, Verdict, Why

__all__ = [
    "ON_DELIVERY",
    "Buyer",
    "Gain",
    "Item",
    "Lane",
    "Need",
    "Rule",
    "Verdict",
    "Why",
    "apply_rules",
    "delivery_discount",
]

HUNDRED = Decimal(100)


@dataclass
class _Line:
    """An item while rules are being applied to it."""

    item: Item
    taken: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    off: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    @property
    def price(self) -> Decimal:
        return self.item.unit_price * self.item.quantity

    def open_to(self, rule: Rule, rules: Mapping[int, Rule]) -> int:
        """How many of the pieces the rule may still count and discount."""
        others = [rules[id_] for id_, pieces in self.taken.items() if pieces and id_ != rule.id]
        if any(not _may_meet(rule, other) for other in others if not (rule.is_exclusive and other.is_exclusive)):
            return 0
        elsewhere = sum(self.taken[other.id] for other in others if rule.is_exclusive)
        return self.item.quantity - elsewhere - self.taken[rule.id]

    def worth(self, pieces: int, rule: Rule, rules: Mapping[int, Rule]) -> Decimal:
        """What is left to pay for that many pieces after the rules this one meets on them."""
        met = sum((off for id_, off in self.off.items() if id_ != rule.id and _may_meet(rule, rules[id_])), ZERO)
        left = self.price - sum(self.off.values(), ZERO)
        return min((self.price - met) * pieces / self.item.quantity, left)


def _may_meet(rule: Rule, other: Rule) -> bool:
    """Whether two rules may discount the same piece."""
    if rule.is_exclusive or other.is_exclusive:
        return False
    is_choosy = rule.goes_with or other.goes_with
    return not is_choosy or other.id in rule.goes_with or rule.id in other.goes_with


def apply_rules(items: Iterable[Item], rules: Iterable[Rule]) -> list[Verdict]:
    """Every rule with what it took off the goods, or why nothing, in the order they were tried.

    A delivery rule whose need is met is applied once with the amount 0; ``delivery_discount`` says what it gives.
    """
    lines = [_Line(item) for item in items if item.quantity > 0]
    ordered = sorted(rules, key=lambda rule: (-rule.priority, rule.id))
    known = {rule.id: rule for rule in ordered}
    return [_apply(rule, lines, known) for rule in ordered]


def delivery_discount(verdicts: Iterable[Verdict], charge: Decimal) -> tuple[Rule | None, Decimal]:
    """The rule that lowers the delivery charge, and by how much."""
    for verdict in verdicts:
        if verdict.is_applied and verdict.rule.gain in ON_DELIVERY:
            amount = _off_delivery(verdict.rule, charge)
            if amount > 0:
                return verdict.rule, amount
    return None, ZERO


def _off_delivery(rule: Rule, charge: Decimal) -> Decimal:
    match rule.gain:
        case Gain.DELIVERY_PERCENTAGE:
            return rounded(charge * min(rule.gain_value, HUNDRED) / HUNDRED)
        case Gain.DELIVERY_AMOUNT:
            return min(charge, rule.gain_value)
        case _:
            return max(charge - rule.gain_value, ZERO)


def _apply(rule: Rule, lines: Sequence[_Line], rules: Mapping[int, Rule]) -> Verdict:
    shares: dict[int, Decimal] = defaultdict(lambda: ZERO)
    times = 0
    reached = _reached(rule, lines, rules)
    while times < rule.most_times and _reached(rule, lines, rules) >= rule.need_value:
        discounted = _discount(rule, lines, rules, sum(shares.values(), ZERO))
        if not discounted and rule.gain not in ON_DELIVERY:
            break
        for key, amount in discounted.items():
            shares[key] += amount
        times += 1
        if rule.gain in ON_DELIVERY:
            break
    if times:
        return Verdict(rule, sum(shares.values(), ZERO), times, dict(shares), reached=reached)
    return _refusal(rule, lines, reached)


def _refusal(rule: Rule, lines: Sequence[_Line], reached: Decimal) -> Verdict:
    """Why nothing came off. What is missing is counted from all goods in the range, for it is missing even then."""
    if reached >= rule.need_value:
        return Verdict(rule, why=Why.NOTHING_TO_GAIN, reached=reached)
    everything = _measure(rule, [(line, line.item.quantity) for line in _within(rule.need_range, lines)])
    if everything >= rule.need_value:
        return Verdict(rule, why=Why.TAKEN, reached=reached)
    return Verdict(rule, why=Why.MORE_NEEDED, reached=everything, missing=rule.need_value - everything)


def _within(range_id: int, lines: Iterable[_Line]) -> list[_Line]:
    return [line for line in lines if range_id in line.item.ranges]


def _open_pieces(
    range_id: int, rule: Rule, lines: Iterable[_Line], rules: Mapping[int, Rule]
) -> list[tuple[_Line, int]]:
    """The pieces of a range that are open to the rule, cheapest first."""
    pieces = [(line, line.open_to(rule, rules)) for line in _within(range_id, lines)]
    return sorted(
        (pair for pair in pieces if pair[1] > 0), key=lambda pair: (pair[0].item.unit_price, pair[0].item.key)
    )


def _reached(rule: Rule, lines: Sequence[_Line], rules: Mapping[int, Rule]) -> Decimal:
    return _measure(rule, _open_pieces(rule.need_range, rule, lines, rules))


def _measure(rule: Rule, pieces: Iterable[tuple[_Line, int]]) -> Decimal:
    match rule.need:
        case Need.PIECES:
            return Decimal(sum(count for _, count in pieces))
        case Need.WORTH:
            return sum((line.item.unit_price * count for line, count in pieces), ZERO)
        case _:
            return Decimal(len({line.item.product_id for line, _ in pieces}))


def _discount(rule: Rule, lines: Sequence[_Line], rules: Mapping[int, Rule], so_far: Decimal) -> dict[int, Decimal]:
    """Apply the rule once: what it takes off each item. Pieces it counts or discounts are taken."""
    if rule.gain in ON_DELIVERY or rule.gain == Gain.GIFT:
        return {}
    chosen = _chosen(rule, lines, rules)
    worth = [line.worth(count, rule, rules) for line, count in chosen]
    amount = _amount(rule, chosen, worth)
    if rule.most_discount is not None:
        amount = min(amount, rule.most_discount - so_far)
    if amount <= 0:
        return {}
    for line, count in chosen:
        line.taken[rule.id] += count
    if rule.gain == Gain.CHEAPEST_FREE:
        _take_what_was_counted(rule, lines, rules, chosen)
    return _take_off(rule, chosen, share_out(amount, worth))


def _take_off(rule: Rule, chosen: Sequence[tuple[_Line, int]], shares: Sequence[Decimal]) -> dict[int, Decimal]:
    for (line, _), share in zip(chosen, shares, strict=True):
        line.off[rule.id] += share
    return {line.item.key: share for (line, _), share in zip(chosen, shares, strict=True)}


def _chosen(rule: Rule, lines: Sequence[_Line], rules: Mapping[int, Rule]) -> list[tuple[_Line, int]]:
    """The pieces that get cheaper when the rule applies once."""
    match rule.gain:
        case Gain.CHEAPEST_FREE:
            return [(line, 1) for line, _ in _open_pieces(rule.gain_range, rule, lines, rules)[:1]]
        case Gain.BUNDLE_PRICE:
            pieces = _open_pieces(rule.need_range, rule, lines, rules)
            if rule.need == Need.KINDS:
                pieces = [(line, 1) for line, _ in pieces]
            return _first(pieces, int(rule.need_value))
        case _:
            return _first(_open_pieces(rule.gain_range, rule, lines, rules), rule.most_pieces)


def _first(pieces: Iterable[tuple[_Line, int]], most: int | None) -> list[tuple[_Line, int]]:
    if most is None:
        return list(pieces)
    chosen = []
    for line, count in pieces:
        count = min(count, most)
        if count:
            chosen.append((line, count))
        most -= count
    return chosen


def _amount(rule: Rule, chosen: Sequence[tuple[_Line, int]], worth: Sequence[Decimal]) -> Decimal:
    """What one application takes off the chosen pieces, never more than they cost."""
    whole = sum(worth, ZERO)
    match rule.gain:
        case Gain.PERCENTAGE:
            amount = whole * min(rule.gain_value, HUNDRED) / HUNDRED
        case Gain.AMOUNT:
            amount = rule.gain_value
        case Gain.AMOUNT_EACH:
            pairs = zip(chosen, worth, strict=True)
            amount = sum((min(rule.gain_value * count, each) for (_, count), each in pairs), ZERO)
        case Gain.CHEAPEST_FREE:
            amount = whole
        case _:
            amount = whole - rule.gain_value if rule.need != Need.WORTH else ZERO
    return rounded(min(amount, whole))


def _take_what_was_counted(
    rule: Rule, lines: Sequence[_Line], rules: Mapping[int, Rule], chosen: Sequence[tuple[_Line, int]]
) -> None:
    """The pieces bought to get one free cannot earn another one; the dearest are counted first."""
    counted = [(line, count) for line, count in chosen if rule.need_range in line.item.ranges]
    to_count = rule.need_value - _measure(rule, counted)
    for line, open_pieces in reversed(_open_pieces(rule.need_range, rule, lines, rules)):
        if to_count <= 0:
            return
        each = line.item.unit_price if rule.need == Need.WORTH else Decimal(1)
        most = 1 if rule.need == Need.KINDS else open_pieces
        pieces = min(most, int((to_count / each).to_integral_value(ROUND_CEILING))) if each else most
        line.taken[rule.id] += pieces
        to_count -= each * pieces
