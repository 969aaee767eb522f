"""The stock side of a request: promised to an exchange, taken back, written off, sent out again."""

from collections import Counter

from catalogue.inventory import services as inventory
from orders.aftersales.models import Return
from orders.aftersales.refusals import VariantSoldOut


def reserve(request: Return) -> None:
    """The wanted variants are promised to the exchange: all of them or, raising VariantSoldOut, none."""
    wanted: Counter[int] = Counter()
    for stock_id, quantity in request.lines.exclude(swap_for=None).values_list("swap_for", "quantity"):
        wanted[stock_id] += quantity
    if wanted:
        try:
            inventory.allocate(reference=request.reference, wanted=wanted)
        except inventory.NotEnoughStock as shortage:
            raise VariantSoldOut from shortage


def release(request: Return) -> None:
    inventory.release(reference=request.reference)


def promise_anew(request: Return) -> None:
    """What is promised to an exchange is what it is still about."""
    release(request)
    reserve(request)


def ship(request: Return) -> None:
    inventory.ship(reference=request.reference)


def take_back(request: Return) -> None:
    """What is fit for sale is on hand again; what is not came back too, and was written off."""
    lines = request.lines.select_related("line", "brought_by")
    came = [(each.stock_id, each) for each in lines if each.stock_id and each.sellable + each.broken]
    for stock_id, each in sorted(came, key=lambda pair: (pair[0], pair[1].line_id)):
        inventory.take_back(stock_id=stock_id, quantity=each.sellable + each.broken, reference=request.reference)
        if each.broken:
            inventory.write_off(stock_id=stock_id, quantity=each.broken, note=request.reference, moved_by=None)
