"""The coupon a member should use: of those in the wallet the one with which this basket costs least.

Each is tried by the one calculation, so what is proposed is what the basket will say, to the cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kernel import clock
from kernel.money import ZERO
from promotions.coupons.queries import vouchers_in_wallet
from promotions.queries import Gain, Item, Rule, rules_in_force

if TYPE_CHECKING:
    from orders.basket.queries import Contents

#: Only so many are tried in full; the others promise less than each of these.
TRIED = 4


@dataclass(frozen=True)
class Proposal:
    """``saves`` is what less is paid than now, whatever coupon is used now."""

    coupon_id: int
    name: str
    saves: Decimal


def proposal_for(contents: "Contents") -> Proposal | None:
    """None for guests, and where no coupon of the wallet is better than the one in use. Two queries at most."""
    if not contents.items or contents.basket is None or not contents.basket.owner_id:
        return None
    wallet = vouchers_in_wallet(contents.basket.owner_id)
    held = {id_: coupon_id for id_, coupon_id in wallet.items() if id_ not in contents.codes}
    if not held:
        return None
    brought = rules_in_force(clock.now(), dict.fromkeys(held, ""))
    promising = _promising([rule for rule in brought if rule.voucher_id in held], contents.items)
    totals = [(_total_with(contents, rule), rule.id, rule) for rule in promising]
    total, _, rule = min(totals, default=(contents.quote.total, 0, None))
    saves = contents.quote.total - total
    return Proposal(held[rule.voucher_id], rule.name, saves) if rule and rule.voucher_id and saves > 0 else None


def carried_in(contents: "Contents") -> list[tuple[int, str]]:
    """The coupons the basket carries, each by its voucher's id and by its code, or its name where it has none."""
    names = {rule.voucher_id: rule.name for rule in contents.rules if rule.voucher_id}
    return [(id_, code or names.get(id_, "")) for id_, code in contents.codes.items()]


def _total_with(contents: "Contents", rule: Rule) -> Decimal:
    """What the basket costs with this coupon instead of any other."""
    others = [each for each in contents.rules if not each.voucher_id]
    return replace(contents, rules=[*others, rule]).quote.total


def _promising(rules: Iterable[Rule], items: Iterable[Item]) -> list[Rule]:
    """Those that can take most off, reckoned from full prices; what is out of reach even so is left out."""
    items = list(items)
    hoped = [(_at_most(rule, items), rule) for rule in rules]
    likely = sorted(((most, rule) for most, rule in hoped if most > 0), key=lambda pair: (-pair[0], pair[1].id))
    return [rule for _, rule in likely[:TRIED]]


def _at_most(rule: Rule, items: Iterable[Item]) -> Decimal:
    worth = sum((item.unit_price * item.quantity for item in items if rule.need_range in item.ranges), ZERO)
    if not worth or worth < rule.need_value:
        return ZERO
    return worth * rule.gain_value / 100 if rule.gain == Gain.PERCENTAGE else min(rule.gain_value, worth)
