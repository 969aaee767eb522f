"""Which pieces are asked about: of each no more than left the store, and none by two requests.

What was bought is counted by ``LineReturns``; what an exchange brought, by the line of that exchange.
"""

from collections.abc import Iterable, Mapping

from django.db.models import F

from orders.aftersales import queries
from orders.aftersales.models import LineReturns, Return, ReturnLine
from orders.aftersales.refusals import NoPiecesLeft
from orders.models import Line, Order


def claim(
    order: Order, lines: Mapping[int, Line], pieces: Mapping[int, int], brought: Mapping[int, ReturnLine]
) -> None:
    """Count ``pieces`` (by order line) off what left the store, in the order of their keys. Raises NoPiecesLeft."""
    again = {brought[line_id].pk: quantity for line_id, quantity in pieces.items() if line_id in brought}
    first = {line_id: quantity for line_id, quantity in pieces.items() if line_id not in brought}
    if any(quantity < 0 for quantity in pieces.values()):
        raise NoPiecesLeft
    _claim_bought(order, lines, first)
    _claim_brought(again)


def let_go(request: Return) -> None:
    """The pieces may be asked about again."""
    for each in request.lines.all():
        _let_go(each, each.quantity)


def go_on_without(request: Return, missing: Mapping[int, int]) -> None:
    """So many pieces of these order lines are no part of the request any more, and may be asked about again."""
    for each in request.lines.filter(line__in=missing):
        _let_go(each, missing[each.line_id])
        each.quantity -= missing[each.line_id]
        if each.quantity:
            each.save(update_fields=["quantity"])
        else:
            each.delete()


def kept_of(lines: Iterable[Line]) -> dict[int, int]:
    """Order line → pieces nobody asks about: of what was bought, and of what an exchange brought or is to bring."""
    kept = {line.pk: line.quantity for line in lines}
    for line_id, claimed in LineReturns.objects.filter(line__in=kept).values_list("pk", "claimed"):
        kept[line_id] -= claimed
    over = (Return.State.REJECTED, Return.State.WITHDRAWN)
    swapped = ReturnLine.objects.filter(line__in=kept, swap_for__isnull=False).exclude(request__state__in=over)
    for line_id, quantity, asked_again in swapped.values_list("line_id", "quantity", "asked_again"):
        kept[line_id] += quantity - asked_again
    return kept


def _let_go(each: ReturnLine, pieces: int) -> None:
    if each.brought_by_id:
        ReturnLine.objects.filter(pk=each.brought_by_id).update(asked_again=F("asked_again") - pieces)
    else:
        LineReturns.objects.filter(pk=each.line_id).update(claimed=F("claimed") - pieces)


def _claim_bought(order: Order, lines: Mapping[int, Line], pieces: Mapping[int, int]) -> None:
    sent = queries.pieces_sent(order)
    LineReturns.objects.bulk_create(
        [LineReturns(line_id=line_id, bought=lines[line_id].quantity) for line_id in pieces], ignore_conflicts=True
    )
    for line_id, quantity in pieces.items():
        left = LineReturns.objects.filter(pk=line_id, claimed__lte=sent.get(line_id, 0) - quantity)
        if not left.update(claimed=F("claimed") + quantity):
            raise NoPiecesLeft


def _claim_brought(pieces: Mapping[int, int]) -> None:
    for pk, quantity in sorted(pieces.items()):
        left = ReturnLine.objects.filter(pk=pk, quantity__gte=F("asked_again") + quantity)
        if not left.update(asked_again=F("asked_again") + quantity):
            raise NoPiecesLeft
