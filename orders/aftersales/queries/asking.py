"""What of an order may be asked for, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from kernel import clock
from orders.aftersales.models import Return
from orders.aftersales.queries.windows import term_of
from orders.aftersales.terms import Term
from orders.models import Line, Order


@dataclass(frozen=True)
class Piece:
    """Of a line ``most`` pieces may still be asked about, ``asked`` were already; ``gifts`` come back with it.

    ``options``, ``photo`` and ``stock_id`` are of the variant the shopper holds: what was bought, or what an exchange
    brought.
    """

    line: Line
    most: int
    options: str
    photo: str
    stock_id: int | None
    gifts: tuple[Line, ...] = ()
    asked: int = 0


@dataclass(frozen=True)
class Offer:
    """What may be asked for now; ``term`` is None while the goods have not arrived."""

    pieces: tuple[Piece, ...] = ()
    kinds: tuple[str, ...] = ()
    term: Term | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.pieces and self.kinds)

    @property
    def until(self) -> datetime | None:
        """When a return without a reason ends."""
        return self.term.ends_at if self.term else None

    @property
    def exchange_until(self) -> datetime | None:
        """When the rest ends."""
        return self.term.exchange_ends_at if self.term else None


def offer_of(order: Order, exchange: Return | None = None) -> Offer:
    """What the shopper may ask for now: of what was bought, or of what ``exchange`` brought. At most three queries."""
    if order.status not in (Order.Status.SHIPPED, Order.Status.DELIVERED):
        return Offer()
    if exchange and exchange.state != Return.State.EXCHANGED:
        return Offer()
    term = term_of(order, exchange)
    if term and clock.now() >= term.exchange_ends_at:
        return Offer(term=term)
    pieces = _brought(order, exchange) if exchange else _bought(order)
    return Offer(tuple(piece for piece in pieces if piece.most > 0), tuple(Return.Kind.values), term)


def pieces_sent(order: Order) -> dict[int, int]:
    """Order line → pieces that have left the store. One query."""
    return {line.pk: _sent(order, line) for line in _lines(order)}


def _bought(order: Order) -> Iterable[Piece]:
    """Gifts are not asked about by themselves; they come with what they were given for."""
    lines = list(_lines(order))
    for line in lines:
        if not line.gift_of_id:
            most = _sent(order, line) - line.asked_about
            gifts = _gifts(line, lines)
            yield Piece(line, most, line.options, line.photo, line.stockrecord_id, gifts, line.asked_about)


def _brought(order: Order, exchange: Return) -> Iterable[Piece]:
    lines = {line.pk: line for line in _lines(order)}
    for each in exchange.lines.all():
        line, most = lines[each.line_id], each.quantity - each.asked_again
        gifts = _gifts(line, lines.values())
        yield Piece(line, most, each.swap_words, each.swap_photo, each.swap_for_id, gifts, each.asked_again)


def _gifts(line: Line, lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(gift for gift in lines if gift.gift_of_id == line.pk)


def _lines(order: Order) -> QuerySet[Line]:
    """With what has left of each and what is claimed of it."""
    counted = {"shipped": F("progress__shipped"), "asked_about": Coalesce(F("returned__claimed"), 0)}
    return order.lines.annotate(**counted).order_by("pk")


def _sent(order: Order, line: Line) -> int:
    """Parcels count pieces only while some are left; an order marked as delivered has sent them all."""
    is_counted = order.status == Order.Status.SHIPPED and line.shipped is not None
    return line.shipped if is_counted else line.quantity
