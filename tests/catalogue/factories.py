"""Things to sell, made through the doors the merchant uses."""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from catalogue.attributes.services import define_attribute
from catalogue.inventory.models import StockRecord
from catalogue.models import Category, Product, ProductClass, Tag
from catalogue.services import add_category
from catalogue.skus import services as skus
from catalogue.tags.services import add_tag

_sequence = count(1)

COLOURS = {"red": "红色", "blue": "蓝色", "black": "黑色"}
SIZES = {"s": "小号", "m": "中号", "l": "大号"}


def a_kind() -> ProductClass:
    """Clothes: one colour, one size, a material in free words."""
    kind, made = ProductClass.objects.get_or_create(slug="clothes", defaults={"name": "Clothes"})
    if made:
        _define(kind, "colour", ("Colour", "颜色"), COLOURS)
        _define(kind, "size", ("Size", "尺码"), SIZES)
        define_attribute(kind=kind, code="material", name={"en": "Material", "zh-hans": "材质"})
    return kind


def _define(kind: ProductClass, code: str, name: tuple[str, str], options: Mapping[str, str]) -> None:
    said = [{"en": english.capitalize(), "zh-hans": chinese} for english, chinese in options.items()]
    define_attribute(kind=kind, code=code, name=dict(zip(["en", "zh-hans"], name, strict=True)), options=said)


def a_category(name: str = "Dresses", *, chinese: str = "连衣裙", under: Category | None = None) -> Category:
    return add_category(name={"en": name, "zh-hans": chinese}, under=under)


def a_tag(name: str = "Gift", *, chinese: str = "礼物") -> Tag:
    return add_tag(name={"en": name, "zh-hans": chinese})


def a_product(
    title: str = "Linen dress",
    *,
    chinese: str = "亚麻连衣裙",
    category: Category | None = None,
    price: str = "199.00",
    was: str | None = None,
    on_hand: int = 10,
    values: Mapping[str, Any] | None = None,
    on_shelf: bool = True,
    **texts: Any,
) -> Product:
    """A product with one SKU, on shelf."""
    product = a_bare_product(title, chinese=chinese, category=category, values=values or {}, **texts)
    list_price = Decimal(was) if was else None
    skus.add_variant(product=product, sku=a_sku(), price=Decimal(price), list_price=list_price, on_hand=on_hand)
    if on_shelf:
        skus.publish(product=product)
    product.refresh_from_db()
    return product


def a_dress(*variants: tuple[str, str, int], price: str = "199.00", **more: Any) -> Product:
    """A dress on shelf with a variant for each (colour, size, pieces on hand)."""
    product = a_bare_product(**more)
    for colour, size, on_hand in variants or [("red", "m", 3), ("blue", "m", 0)]:
        options = {"colour": colour, "size": size}
        skus.add_variant(product=product, sku=a_sku(), price=Decimal(price), options=options, on_hand=on_hand)
    skus.publish(product=product)
    product.refresh_from_db()
    return product


def a_bare_product(
    title: str = "Linen dress", *, chinese: str = "亚麻连衣裙", category: Category | None = None, **more: Any
) -> Product:
    """A product without SKU, not on shelf."""
    category = category or Category.objects.first() or a_category()
    title_said = {"en": title, "zh-hans": chinese}
    return skus.create_product(kind=a_kind(), title=title_said, categories=[category], **more)


def a_stock(on_hand: int = 10, **more: Any) -> StockRecord:
    return a_product(on_hand=on_hand, **more).stockrecords.get()


def a_sku() -> str:
    return f"SKU-{next(_sequence)}"


def a_picture(
    width: int = 400, height: int = 500, colour: str = "#3366cc", kind: str = "JPEG", **saving: Any
) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind, **saving)
    file.seek(0)
    return file
