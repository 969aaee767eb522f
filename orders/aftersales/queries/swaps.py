"""What pieces may be exchanged for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.skus.queries import Goods, Variant, goods_of
from orders.aftersales.refusals import NoSuchVariant, VariantSoldOut
from orders.models import Line


@dataclass(frozen=True)
class SwapChoice:
    stock_id: int
    words: str
    photo: str
    free: int


def swaps_for(line: Line, held: int | None = None) -> list[SwapChoice]:
    """The other variants of the product that cost what this one costs today, those sold out too.

    ``held`` is the stock record of the shopper's piece where it is not the one that was bought.
    """
    held, goods = held or line.stockrecord_id, _goods(line)
    own = next((variant for variant in goods.variants if variant.stock_id == held), None)
    price = own.price.now if own else line.unit_price_incl_tax
    others = [each for each in goods.variants if each.stock_id != held and each.price.now == price]
    return [SwapChoice(each.stock_id, each.title, _picture(each, goods), each.free) for each in others]


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
    return {"swap_for_id": choice.stock_id, "swap_words": choice.words[:255], "swap_photo": choice.photo[:255]}


def _picture(variant: Variant, goods: Goods) -> str:
    """The address of a small picture; empty until there is one."""
    photo = variant.photo or next(iter(goods.photos), None)
    return photo.url(320) if photo and photo.is_ready else ""


def _goods(line: Line) -> Goods:
    product = line.product
    return goods_of(product.parent or product) if product else Goods([], [], [])
