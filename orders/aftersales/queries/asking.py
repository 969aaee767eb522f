"""What of an order may be asked for, until when, and what for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.skus.queries import Variant, variants_of
from kernel import clock
from orders.aftersales import policy, terms
from orders.aftersales.models import Return, ReturnWindow
from orders.aftersales.refusals import NoSuchVariant, VariantSoldOut
from orders.models import Line, Order


@dataclass(frozen=True)
class Piece:
    """A line of which ``most`` pieces may still be asked about; ``gifts`` come back with it."""

    line: Line
    most: int
    gifts: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Offer:
    """What may be asked for now. ``until`` is when a return without a reason ends, ``exchange_until`` the rest;
    both are None while the order has not arrived."""

    pieces: tuple[Piece, ...]
    kinds: tuple[str, ...]
    until: datetime | None
    exchange_until: datetime | None

    @property
    def is_open(self) -> bool:
        return bool(self.pieces and self.kinds)

    def allows(self, line_id: int) -> bool:
        return any(piece.line.pk == line_id for piece in self.pieces)


NOTHING = Offer((), (), None, None)


def offer_of(order: Order) -> Offer:
    """What the shopper may ask for of this order, now. At most two queries."""
    if order.status not in (Order.Status.SHIPPED, Order.Status.DELIVERED):
        return NOTHING
    until, longer = _ends_of(order)
    if longer and clock.now() >= longer:
        return Offer((), (), until, longer)
    return Offer(_pieces(order), tuple(Return.Kind.values), until, longer)


def end_for(order: Order, kind: str, reason: str) -> datetime | None:
    """From when on it can no longer be asked for; None while the order has not arrived. At most one query."""
    until, longer = _ends_of(order)
    return until if policy.needs_no_reason(kind, reason) else longer


def return_days_of(order: Order) -> int:
    """How many days after delivery it may come back without a reason. At most one query."""
    until = _ends_of(order)[0]
    return (until - order.delivered_at).days if until and order.delivered_at else terms.return_days()


def _ends_of(order: Order) -> tuple[datetime | None, datetime | None]:
    """What the order was given when it arrived, whatever the merchant has set since."""
    if order.delivered_at is None:
        return None, None
    window = getattr(order, "return_window", None) or window_from(order.delivered_at)
    return window.ends_at, window.exchange_ends_at or policy.window_ends(order.delivered_at, terms.exchange_days())


def window_from(delivered_at: datetime) -> ReturnWindow:
    """The window of an order that arrived then, as the merchant gives it now; not saved."""
    return ReturnWindow(
        ends_at=policy.window_ends(delivered_at, terms.return_days()),
        exchange_ends_at=policy.window_ends(delivered_at, terms.exchange_days()),
    )


def pieces_sent(order: Order) -> dict[int, int]:
    """Order line → pieces that have left the store. One query."""
    return {line.pk: _sent(order, line) for line in _lines(order)}


def swaps_for(line: Line) -> list["SwapChoice"]:
    """The other variants of the product that cost what this one costs today, those sold out too."""
    variants = _variants(line)
    own = next((variant for variant in variants if variant.stock_id == line.stockrecord_id), None)
    price = own.price.now if own else line.unit_price_incl_tax
    others = [each for each in variants if each.stock_id != line.stockrecord_id and each.price.now == price]
    return [SwapChoice(each.stock_id, each.title, each.free) for each in others]


@dataclass(frozen=True)
class SwapChoice:
    stock_id: int
    words: str
    free: int


def swaps_wanted(lines: Sequence[Line], wanted: Mapping[int, int]) -> dict[int, dict[str, Any]]:
    """Order line → the fields that say what its pieces are exchanged for.

    Raises NoSuchVariant where something else is wanted than ``swaps_for`` offers, VariantSoldOut.
    """
    return {line.pk: _swap(line, wanted.get(line.pk)) for line in lines}


def _swap(line: Line, stock_id: int | None) -> dict[str, Any]:
    choice = next((each for each in swaps_for(line) if each.stock_id == stock_id), None)
    if choice is None:
        raise NoSuchVariant
    if choice.free < 1:
        raise VariantSoldOut
    return {"swap_for_id": choice.stock_id, "swap_words": choice.words[:255]}


def _variants(line: Line) -> Collection[Variant]:
    product = line.product
    return variants_of(product.parent or product) if product else []


def _pieces(order: Order) -> tuple[Piece, ...]:
    """Gifts are not asked about by themselves; they come with what they were given for."""
    lines = _lines(order)
    return tuple(
        Piece(line, most, tuple(gift for gift in lines if gift.gift_of_id == line.pk))
        for line in lines
        if not line.gift_of_id and (most := _sent(order, line) - _claimed(line)) > 0
    )


def _lines(order: Order) -> list[Line]:
    return list(order.lines.select_related("progress", "returned").order_by("pk"))


def _sent(order: Order, line: Line) -> int:
    """Parcels count pieces only while some are left; an order marked as delivered has sent them all."""
    is_counted = order.status == Order.Status.SHIPPED and hasattr(line, "progress")
    return line.progress.shipped if is_counted else line.quantity


def _claimed(line: Line) -> int:
    return line.returned.claimed if hasattr(line, "returned") else 0
