"""What pieces may be exchanged for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.skus.queries import Variant, variants_of
from orders.aftersales.refusals import NoSuchVariant, VariantSoldOut
from orders.models import Line


@dataclass(frozen=True)
class SwapChoice:
    stock_id: int
    words: str
    free: int


def swaps_for(line: Line, held: int | None = None) -> list[SwapChoice]:
    """The other variants of the product that cost what this one costs today, those sold out too.

    ``held`` is the stock record of the shopper's piece where it is not the one that was bought.
    """
    held, variants = held or line.stockrecord_id, _variants(line)
    own = next((variant for variant in variants if variant.stock_id == held), None)
    price = own.price.now if own else line.unit_price_incl_tax
    others = [each for each in variants if each.stock_id != held and each.price.now == price]
    return [SwapChoice(each.stock_id, each.title, each.free) for each in others]


def swaps_wanted(
    lines: Iterable[Line], wanted: Mapping[int, int], held: Mapping[int, int | None]
) -> dict[int, dict[str, Any]]:
    """Order line → the fields that say what its pieces are exchanged for; ``held`` as in ``swaps_for``, by line.

    Raises NoSuchVariant where something else is wanted than ``swaps_for`` offers, VariantSoldOut.
    """
    return {line.pk: _swap(swaps_for(line, held.get(line.pk)), wanted.get(line.pk)) for line in lines}


def _swap(choices: Iterable[SwapChoice], stock_id: int | None) -> dict[str, Any]:
    choice = next((each for each in choices if each.stock_id == stock_id), None)
    if choice is None:
        raise NoSuchVariant
    if choice.free < 1:
        raise VariantSoldOut
    return {"swap_for_id": choice.stock_id, "swap_words": choice.words[:255]}


def _variants(line: Line) -> Collection[Variant]:
    product = line.product
    return variants_of(product.parent or product) if product else []
