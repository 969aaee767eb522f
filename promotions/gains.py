"""The later lanes: what a rule takes off goods bought together. Pure, and exact: nothing is rounded here."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kernel.money import ZERO
from promotions.goods import Goods
from promotions.rules import Gain, Need, Rule

HUNDRED = Decimal(100)

#: Item index → an amount.
Amounts = Mapping[int, Decimal]


def times_of(rule: Rule, reached: Decimal) -> int:
    """How often the rule applies to what was reached: kinds that count pieces repeat, the others act once."""
    if rule.need_value <= 0:
        return rule.most_times
    return min(rule.most_times, int(reached / rule.need_value))


def taken_by(rule: Rule, goods: Goods, left: Sequence[Decimal]) -> Amounts:
    """What the rule takes off which items, of what is ``left`` to pay for each. Its need is met."""
    if rule.gain in (Gain.CHEAPEST_FREE, Gain.BUNDLE_PRICE) or rule.most_pieces is not None:
        shares = _from_pieces(rule, goods, left)
    else:
        shares = _from_all(rule, goods, left)
    return _within_the_budget(rule, shares)


def _from_all(rule: Rule, goods: Goods, left: Sequence[Decimal]) -> Amounts:
    indexes = goods.within(rule.gain_range)
    if rule.gain == Gain.PERCENTAGE:
        part = min(rule.gain_value, HUNDRED) / HUNDRED
        return {index: left[index] * part for index in indexes}
    if rule.gain == Gain.AMOUNT_EACH:
        return {index: min(rule.gain_value * goods.items[index].quantity, left[index]) for index in indexes}
    return shared({index: left[index] for index in indexes}, rule.gain_value)


def shared(weights: Amounts, amount: Decimal) -> Amounts:
    """An amount, as far as the weights go, in proportion to them."""
    whole = sum(weights.values(), ZERO)
    if not whole:
        return {}
    part = min(amount, whole) / whole
    return {index: weight * part for index, weight in weights.items()}


def _within_the_budget(rule: Rule, shares: Amounts) -> Amounts:
    if rule.most_discount is None or sum(shares.values(), ZERO) <= rule.most_discount:
        return shares
    return shared(shares, rule.most_discount)


def _from_pieces(rule: Rule, goods: Goods, left: Sequence[Decimal]) -> Amounts:
    """Kinds that look at single pieces. What they give is reckoned at shelf prices and shared by all the goods they
    look at, as an amount off an order is: a piece more moves nothing from one line to another that a coupon for some
    goods would feel."""
    range_id = rule.need_range if rule.gain == Gain.BUNDLE_PRICE else rule.gain_range
    return shared({index: left[index] for index in goods.within(range_id)}, _given(rule, goods))


def _given(rule: Rule, goods: Goods) -> Decimal:
    """What the rule gives at shelf prices. Sets are made of the dearest pieces, which is best for the shopper: of
    three for two the third dearest is free and not the cheapest of all, so a small thing more costs no gift."""
    if rule.gain == Gain.BUNDLE_PRICE:
        return sum((max(worth - rule.gain_value, ZERO) for worth in _bundles(rule, goods)), ZERO)
    is_free = rule.gain == Gain.CHEAPEST_FREE
    pieces = _lowest_of_each_set(rule, goods, 1 if is_free else rule.most_pieces or 0)
    whole = sum(pieces, ZERO)
    if is_free:
        return whole
    if rule.gain == Gain.PERCENTAGE:
        return whole * min(rule.gain_value, HUNDRED) / HUNDRED
    if rule.gain == Gain.AMOUNT_EACH:
        return sum((min(rule.gain_value, price) for price in pieces), ZERO)
    return min(rule.gain_value, whole)


def _dearest_first(range_id: int, goods: Goods) -> list[tuple[int, Decimal]]:
    """Each piece of a range, as its index and its shelf price."""
    placed = sorted(goods.within(range_id), key=lambda index: (-goods.shelf[index], goods.items[index].key))
    return [(index, goods.shelf[index]) for index in placed for _ in range(goods.items[index].quantity)]


def _lowest_of_each_set(rule: Rule, goods: Goods, count: int) -> list[Decimal]:
    """The prices of what gets cheaper: of each set the last ``count``, or the dearest where no sets are counted."""
    prices = [price for _, price in _dearest_first(rule.gain_range, goods)]
    times = times_of(rule, goods.reached(rule))
    size = int(rule.need_value)
    if rule.need != Need.PIECES or rule.need_range != rule.gain_range or size <= count:
        return prices[: count * times]
    sets = (prices[start : start + size] for start in range(0, len(prices), size))
    full = [each for each in sets if len(each) == size]
    return [price for each in full[:times] for price in each[size - count :]]


def _bundles(rule: Rule, goods: Goods) -> list[Decimal]:
    """What each bundle costs at shelf prices."""
    size, found = int(rule.need_value), []
    if rule.need == Need.WORTH or size < 1:
        return []
    pieces = _dearest_first(rule.need_range, goods)
    for _ in range(times_of(rule, goods.reached(rule)) if rule.need == Need.PIECES else rule.most_times):
        bundle = pieces[:size] if rule.need == Need.PIECES else _one_of_each(pieces, size, goods)
        if len(bundle) < size:
            break
        for piece in bundle:
            pieces.remove(piece)
        found.append(sum((price for _, price in bundle), ZERO))
    return found


def _one_of_each(pieces: Iterable[tuple[int, Decimal]], count: int, goods: Goods) -> list[tuple[int, Decimal]]:
    kinds: dict[int, tuple[int, Decimal]] = {}
    for piece in pieces:
        kinds.setdefault(goods.items[piece[0]].product_id, piece)
    return list(kinds.values())[:count]
