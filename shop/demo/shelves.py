"""Fill the shelves through the same commands that a merchant's forms call."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from catalogue.attributes import services as attributes
from catalogue.models import AttributeOption, Category, Product, ProductClass, Tag
from catalogue.photos import services as photos
from catalogue.skus import services as skus
from catalogue.tags.services import add_tag
from kernel import clock
from shop.demo import goods
from shop.demo.goods import Good, Pair, Shelf
from shop.demo.photographs import photograph

LANGUAGES = ("en", "zh-hans")


def said(pair: Pair) -> dict[str, str]:
    return dict(zip(LANGUAGES, pair, strict=True))


def fill(random: Random) -> int:
    """Every category and product of ``goods`` is on shelf with its photographs and tags; the number of products."""
    count, tags = 0, _tags()
    for shelf, stock in goods.shelves():
        category = _category(shelf)
        kind = _kind(shelf, stock)
        for good in stock:
            _put_on_shelf(good, category, kind, tags[good.code], random)
            count += 1
    return count


def address_of(shelf: str) -> str:
    """Where the shelf of that code stands in the shop, without a language."""
    category = Category.objects.get(slug=shelf)
    return f"/categories/{category.slug}-{category.pk}/"


def _tags() -> Mapping[str, list[Tag]]:
    """The tags of each product, by its code."""
    tagged: dict[str, list[Tag]] = defaultdict(list)
    for name, codes in goods.tags():
        tag = add_tag(name=said(name))
        for code in codes:
            tagged[code].append(tag)
    return tagged


def _category(shelf: Shelf) -> Category:
    names = {f"name_{language}": word for language, word in zip(("en", "zh_hans"), shelf.name, strict=True)}
    texts = {
        f"description_{language}": word for language, word in zip(("en", "zh_hans"), shelf.description, strict=True)
    }
    return Category.add_root(slug=shelf.code, is_public=True, **names, **texts)


def _kind(shelf: Shelf, stock: list[Good]) -> ProductClass:
    """A product class with every option and fact its products speak of."""
    names = {f"name_{language}": word for language, word in zip(("en", "zh_hans"), shelf.name, strict=True)}
    kind = ProductClass.objects.create(slug=shelf.code, track_stock=True, requires_shipping=True, **names)
    for code, values in _spoken_of(stock).items():
        attributes.define_attribute(
            kind=kind, code=code, name=said(_name(code)), options=[said(_label(code, value)) for value in values]
        )
    return kind


def _spoken_of(stock: list[Good]) -> Mapping[str, list[str]]:
    spoken: dict[str, dict[str, None]] = {}
    for good in stock:
        for code, value in good.facts.items():
            spoken.setdefault(code, {})[value] = None
        for code, values in good.options.items():
            spoken.setdefault(code, {}).update(dict.fromkeys(values))
    return {code: list(values) for code, values in spoken.items()}


def _name(code: str) -> Pair:
    return tuple(goods.words()[code]["name"])


def _label(code: str, value: str) -> Pair:
    return tuple(goods.words()[code].get(value, (value, value)))


@transaction.atomic
def _put_on_shelf(good: Good, category: Category, kind: ProductClass, tags: list[Tag], random: Random) -> Product:
    product = skus.create_product(
        kind=kind,
        title=said(good.title),
        note=said(good.note),
        description=said(good.story),
        categories=[category],
        tags=tags,
        values={code: _value(code, value) for code, value in good.facts.items()},
    )
    for name, crop in good.photos:
        photos.add_photo(product=product, upload=photograph(name, crop), caption=said(good.title))
    for sku, options in good.skus():
        skus.add_variant(
            product=product,
            sku=sku,
            price=good.price,
            list_price=good.was,
            cost_price=good.cost,
            options={code: _value(code, value) for code, value in options.items()},
            on_hand=_on_hand(random),
        )
    skus.publish(product=product)
    Product.objects.filter(pk=product.pk).update(published_at=_since(random))
    return product


def _since(random: Random) -> datetime:
    """Most things have stood on the shelf for long; one in eight is new."""
    days = random.uniform(1, 25) if random.random() < 1 / 8 else random.uniform(60, 400)
    return clock.now() - timedelta(days=days)


def _on_hand(random: Random) -> int:
    """Mostly plenty; one SKU in twelve is nearly gone, one in twelve is gone, as in a shop."""
    return random.choice([0, 3, *[random.randint(24, 160)] * 10])


def _value(code: str, value: str) -> str:
    from catalogue.attributes.queries import option_value

    return option_value(AttributeOption.objects.get(group__code=code, option_en=_label(code, value)[0]))
