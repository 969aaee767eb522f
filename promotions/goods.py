"""A basket while it is priced: what each line costs by the piece, and what is left to pay of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from kernel.money import ZERO
from promotions.rules import Item, Need, Rule


@dataclass
class Goods:
    """The items by index. ``shelf`` are the prices by the piece that lists show: thresholds count these, so what is
    taken off for buying more never puts a threshold out of reach."""

    items: tuple[Item, ...]
    shelf: list[Decimal]
    _by_range: dict[int, list[int]] = field(init=False)
    _measured: dict[tuple[Need, int], Decimal] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._by_range = by_range(self.items)

    def within(self, range_id: int) -> list[int]:
        """The indexes of the items in a range."""
        return self._by_range.get(range_id, [])

    def reached(self, rule: Rule) -> Decimal:
        """How much of what the rule needs is there."""
        known = self._measured.get((rule.need, rule.need_range))
        if known is None:
            known = self._measured[rule.need, rule.need_range] = self._measure(rule.need, self.within(rule.need_range))
        return known

    def _measure(self, need: Need, indexes: list[int]) -> Decimal:
        items = self.items
        match need:
            case Need.PIECES:
                return Decimal(sum(items[index].quantity for index in indexes))
            case Need.WORTH:
                return sum((self.shelf[index] * items[index].quantity for index in indexes), ZERO)
            case _:
                return Decimal(len({items[index].product_id for index in indexes}))


def by_range(items: Iterable[Item]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for index, item in enumerate(items):
        for range_id in item.ranges:
            found.setdefault(range_id, []).append(index)
    return found
