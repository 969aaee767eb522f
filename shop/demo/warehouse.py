"""A shop as large as one likes, for measurements: made-up products written in bulk, the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from catalogue.attributes import services as attributes
from catalogue.inventory.models import StockRecord
from catalogue.inventory.queries import the_store
from catalogue.models import (
    AttributeOption,
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductCategory,
    ProductClass,
    ProductImage,
)
from catalogue.photos import services as photos
from kernel import clock
from shop.demo import goods
from shop.demo.goods import Pair
from shop.demo.photographs import photograph
from shop.demo.shelves import said

BATCH = 2000
WITH_VARIANTS = 0.2
VARIANTS = 3
PICTURES = 12
TOP_CATEGORIES, SUBCATEGORIES = 8, 5
COLOURS = ("black", "blue", "brown", "green", "grey", "pink", "red", "white", "yellow")
MATERIALS = ("aluminium", "ash", "beech", "birch", "canvas", "cotton", "glass", "leather", "linen", "steel", "wool")

MOODS: tuple[Pair, ...] = (
    ("Quiet", "静"),
    ("Warm", "暖"),
    ("Plain", "素"),
    ("Bright", "明"),
    ("Long", "长"),
    ("Early", "早"),
    ("Far", "远"),
    ("Slow", "慢"),
    ("Round", "圆"),
    ("Light", "轻"),
)
THINGS: tuple[Pair, ...] = (
    ("chair", "椅子"),
    ("table", "桌子"),
    ("lamp", "台灯"),
    ("shelf", "书架"),
    ("vase", "花瓶"),
    ("kettle", "水壶"),
    ("blanket", "毛毯"),
    ("bag", "背包"),
    ("shoe", "鞋子"),
    ("camera", "相机"),
    ("tent", "帐篷"),
    ("clock", "时钟"),
    ("dress", "连衣裙"),
    ("jacket", "夹克"),
    ("pan", "平底锅"),
    ("pillow", "枕头"),
)


@dataclass(frozen=True)
class Ground:
    """What every made-up product stands on."""

    kind: ProductClass
    categories: list[Category]
    colour: ProductAttribute
    material: ProductAttribute
    colours: dict[str, AttributeOption]
    materials: dict[str, AttributeOption]
    pictures: list[ProductImage]


def stack(count: int, random: Random) -> None:
    """``count`` more products are in the database, one in five with three colours. Lists know them after a reindex."""
    ground = _ground()
    for first in range(0, count, BATCH):
        _stack_batch(first, min(BATCH, count - first), ground, random)


def _ground() -> Ground:
    kind = ProductClass.objects.create(slug="stacked", name_en="Goods", name_zh_hans="商品", track_stock=True)
    colour, material = (_attribute(kind, "colour", COLOURS), _attribute(kind, "material", MATERIALS))
    return Ground(
        kind=kind,
        categories=list(_categories()),
        colour=colour,
        material=material,
        colours=_options("colour", COLOURS),
        materials=_options("material", MATERIALS),
        pictures=_pictures(kind),
    )


def _attribute(kind: ProductClass, code: str, values: tuple[str, ...]) -> ProductAttribute:
    words = goods.words()[code]
    options = [said(tuple(words[value])) for value in values]
    return attributes.define_attribute(kind=kind, code=code, name=said(tuple(words["name"])), options=options)


def _options(code: str, values: tuple[str, ...]) -> dict[str, AttributeOption]:
    by_name = {option.option_en: option for option in AttributeOption.objects.filter(group__code=code)}
    return {value: by_name[goods.words()[code][value][0]] for value in values}


def _categories() -> Iterator[Category]:
    """Forty leaves under eight roots."""
    for top in range(TOP_CATEGORIES):
        root = Category.add_root(slug=f"hall-{top}", name_en=f"Hall {top + 1}", name_zh_hans=f"{top + 1} 号馆")
        for sub in range(SUBCATEGORIES):
            thing = THINGS[(top * SUBCATEGORIES + sub) % len(THINGS)]
            names = {"name_en": f"{thing[0].title()}s {top + 1}", "name_zh_hans": f"{thing[1]} {top + 1}"}
            yield root.add_child(slug=f"hall-{top}-{sub}", **names)
            root.refresh_from_db()


def _pictures(kind: ProductClass) -> list[ProductImage]:
    """A few photographs, rendered once; every product shows one of them."""
    sample = Product.objects.create(product_class=kind, is_public=False, slug="sample", title_en="Sample")
    names = sorted({name for _, stock in goods.shelves() for good in stock for name, _ in good.photos})[:PICTURES]
    images = [photos.add_photo(product=sample, upload=photograph(name, None)) for name in names]
    for image in images:
        photos.make_renditions(name=image.original.name)
        image.refresh_from_db()
    return images


@transaction.atomic
def _stack_batch(first: int, count: int, ground: Ground, random: Random) -> None:
    products = Product.objects.bulk_create([_product(number, ground) for number in range(first, first + count)])
    with_variants = [product for product in products if random.random() < WITH_VARIANTS]
    for product in with_variants:
        product.structure = Product.PARENT
    Product.objects.bulk_update(with_variants, ["structure"])
    children = Product.objects.bulk_create([child for parent in with_variants for child in _children(parent)])
    _describe(products, children, ground, random)
    _price([product for product in products if product.structure != Product.PARENT] + children, random)


def _product(number: int, ground: Ground) -> Product:
    mood, thing = MOODS[number % len(MOODS)], THINGS[number // len(MOODS) % len(THINGS)]
    now = clock.now()
    return Product(
        structure=Product.STANDALONE,
        product_class=ground.kind,
        title_en=f"{mood[0]} {thing[0]} {number}",
        title_zh_hans=f"{mood[1]} · {thing[1]} {number}",
        note_en=f"A {mood[0].lower()} {thing[0]} for every day",
        note_zh_hans=f"每天都用得上的{thing[1]}",
        description_en=f"{mood[0]} {thing[0]}, made to be used and mended.",
        description_zh_hans=f"{mood[1]}{thing[1]}，经用，也经修。",
        slug=f"{mood[0]}-{thing[0]}-{number}".lower(),
        is_public=True,
        published_at=now - number * timedelta(minutes=5),
    )


def _children(parent: Product) -> list[Product]:
    return [Product(structure=Product.CHILD, parent=parent, is_public=True, slug=parent.slug) for _ in range(VARIANTS)]


def _describe(products: list[Product], children: list[Product], ground: Ground, random: Random) -> None:
    ProductCategory.objects.bulk_create(
        [ProductCategory(product=product, category=random.choice(ground.categories)) for product in products]
    )
    values = [(product, ground.material, random.choice(list(ground.materials.values()))) for product in products]
    plain = [product for product in products if product.structure != Product.PARENT]
    values += [(product, ground.colour, random.choice(list(ground.colours.values()))) for product in plain]
    colours = list(ground.colours.values())
    values += [(child, ground.colour, colours[place % VARIANTS]) for place, child in enumerate(children)]
    ProductAttributeValue.objects.bulk_create(
        [ProductAttributeValue(product=p, attribute=attribute, value_option=option) for p, attribute, option in values]
    )
    ProductImage.objects.bulk_create([_shown(product, random.choice(ground.pictures)) for product in products])


def _shown(product: Product, picture: ProductImage) -> ProductImage:
    return ProductImage(
        product=product,
        original=picture.original.name,
        width=picture.width,
        height=picture.height,
        colour=picture.colour,
        widths=picture.widths,
        caption_en=product.title_en,
        caption_zh_hans=product.title_zh_hans,
    )


def _price(sold: list[Product], random: Random) -> None:
    store = the_store()
    StockRecord.objects.bulk_create([_stock(product, store.pk, random) for product in sold])


def _stock(product: Product, partner_id: int, random: Random) -> StockRecord:
    price = Decimal(random.randint(19, 1999))
    return StockRecord(
        product=product,
        partner_id=partner_id,
        partner_sku=f"S{product.pk}",
        price=price,
        list_price=price + 50 if random.random() < 0.2 else None,
        cost_price=(price * Decimal("0.55")).quantize(Decimal("0.01")),
        num_in_stock=random.choice((0, 5, 80, 200, 400)),
    )
