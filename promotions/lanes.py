"""The lanes after the first: which companies of rules act on the goods bought together, and what each takes. Pure.

Of all allowed combinations of an order company and a coupon company the one that leaves least to pay is taken. Each is
a sum of amounts that only grow with the goods, so their best does too: adding a line never costs more than the line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import product

from kernel.money import CENT, ZERO, rounded, share_out
from promotions.companies import Company, companies_of
from promotions.gains import Amounts, taken_by
from promotions.goods import Goods
from promotions.rules import Lane, Rule

#: Item index → whole cents.
Cents = dict[int, Decimal]

#: Shares are quotients: what is off in the twelfth place must not decide about half a cent.
NOISE = Decimal("1e-12")


@dataclass(frozen=True)
class Taken:
    """What a rule takes off the items, by index. Exact at first; in whole cents once it is settled."""

    rule: Rule
    shares: Amounts

    @property
    def amount(self) -> Decimal:
        return sum(self.shares.values(), ZERO)


def best_of(rules: Sequence[Rule], goods: Goods, left: Sequence[Decimal]) -> list[Taken]:
    """The combination that leaves least to pay, exact; of equals the one whose rules come first."""
    orders = companies_of(rule for rule in rules if rule.lane != Lane.COUPON) or [()]
    coupons = companies_of(rule for rule in rules if rule.lane == Lane.COUPON) or [()]
    best: tuple[Decimal, list[Taken]] | None = None
    for order in orders:
        taken, after = _act(order, goods, left)
        for coupon in coupons:
            more, to_pay = _act(coupon, goods, after)
            total = sum(to_pay, ZERO)
            if best is None or total < best[0]:
                best = total, [*taken, *more]
    return best[1] if best else []


def _act(company: Company, goods: Goods, left: Sequence[Decimal]) -> tuple[list[Taken], Sequence[Decimal]]:
    taken = []
    for rule in company:
        shares = taken_by(rule, goods, left)
        taken.append(Taken(rule, shares))
        left = [amount - shares.get(index, ZERO) for index, amount in enumerate(left)]
    return taken, left


def settled(taken: Iterable[Taken], left: Sequence[Decimal], allowance: Decimal) -> list[Taken]:
    """The same in whole cents, shared out so that no line falls below 0; together never above the ``allowance``, to
    which pieces that were bought with points do not count.

    Rounded is the sum of all so far, so that two rules never lose a cent that one would not have lost.
    """
    left, exact, given = list(left), ZERO, ZERO
    found: list[tuple[Taken, Cents]] = []
    for each in taken:
        exact += each.amount
        if each.rule.is_paid_for:
            allowance += rounded(each.amount)
        amount = min(rounded(exact.quantize(NOISE)), allowance) - given
        shares = dict(_in_cents(amount, each, left))
        for index, share in shares.items():
            left[index] -= share
        _make_room(amount - sum(shares.values(), ZERO), shares, found, left)
        given += sum(shares.values(), ZERO)
        found.append((each, shares))
    return [Taken(each.rule, {index: share for index, share in shares.items() if share}) for each, shares in found]


def _make_room(missing: Decimal, shares: Cents, earlier: Iterable[tuple[Taken, Cents]], left: list[Decimal]) -> None:
    """Who takes all that is left may find a cent less, for an earlier rule was rounded up on these lines: that one
    takes its cent from another of its lines instead."""
    for taken, others in earlier if missing > 0 else ():
        for near, far in product(sorted(shares.keys() & others), sorted(taken.shares.keys() - shares)):
            cents = min(missing, left[far], others[near])
            others[near] -= cents
            others[far] = others.get(far, ZERO) + cents
            shares[near] += cents
            left[far] -= cents
            missing -= cents


def _in_cents(amount: Decimal, taken: Taken, left: Sequence[Decimal]) -> Amounts:
    """Largest remainder in proportion to the exact shares; what a line cannot bear is borne by the others."""
    indexes = [index for index, share in taken.shares.items() if share > 0]
    room = sum((left[index] for index in indexes), ZERO)
    amount = min(amount, room)
    if amount <= 0:
        return {}
    shares = dict(zip(indexes, share_out(amount, [taken.shares[index] for index in indexes]), strict=True))
    if all(share <= left[index] for index, share in shares.items()):
        return {index: share for index, share in shares.items() if share}
    by_room = share_out(amount, [left[index] for index in indexes])
    return {index: share for index, share in zip(indexes, by_room, strict=True) if share}


def allowance_of(goods: Decimal, most_off: Decimal, taken: Decimal) -> Decimal:
    """What the cap still lets the later lanes take, in whole cents."""
    return max((goods * most_off).quantize(CENT, rounding=ROUND_FLOOR) - taken, ZERO)
