"""Commands on the catalogue as a whole: its categories, and what its products sell."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils.text import slugify

from catalogue.models import Category, Product
from catalogue.search import services as search
from kernel.languages import Said, column

NOTHING: Said = {}


@transaction.atomic
def add_category(*, name: Said, description: Said = NOTHING, under: Category | None = None) -> Category:
    """A public category, last under its parent or among the roots; texts are by language code."""
    slug = slugify(name.get("en") or "") or "category"
    category = Category(slug=slug, **_columns(name=name, description=description))
    tree = Category.objects
    return tree.add_child(under, instance=category) if under else tree.add_root(instance=category)


@transaction.atomic
def update_category(
    *, category: Category, name: Said = NOTHING, description: Said = NOTHING, is_public: bool | None = None
) -> None:
    """What is given is so now; its products are found, or no longer found, under it and its name."""
    for field, words in _columns(name=name, description=description).items():
        setattr(category, field, words)
    category.is_public = category.is_public if is_public is None else is_public
    category.save()
    category.set_ancestors_are_public()
    _refresh_products_under(category)


@transaction.atomic
def move_category(*, category: Category, under: Category | None) -> None:
    """The category with all below it stands under another one, or among the roots; its address stays."""
    target = under or Category.objects.filter(depth=1).last()
    Category.objects.move(category, target, "last-child" if under else "last-sibling")
    category.refresh_from_db()
    category.set_ancestors_are_public()
    _refresh_products_under(category)


@transaction.atomic
def record_sales(*, pieces: Mapping[int, int]) -> None:
    """Add the pieces sold (by the id of a product or a variant) to what lists sort by; negative takes them back."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(pieces), list(pieces.values())])
        search.show_sales(dict(cursor.fetchall()))


#: A variant counts for its product. Written by the ORM it would be two statements, and a CASE for each product.
_ADD = """
WITH sold AS (
    SELECT COALESCE(parent_id, id) AS id, sum(more) AS more
    FROM unnest(%s::int[], %s::int[]) AS told(product_id, more) JOIN catalogue_product ON id = product_id GROUP BY 1
)
UPDATE catalogue_product AS product SET sold_count = GREATEST(0, sold_count + more)
FROM sold WHERE product.id = sold.id RETURNING product.id, sold_count
"""


def _refresh_products_under(category: Category) -> None:
    products = Product.objects.filter(categories__path__startswith=category.path)
    search.refresh(set(products.values_list("pk", flat=True)))


def _columns(**fields: Said) -> dict[str, str]:
    return {column(field, language): said for field, words in fields.items() for language, said in words.items()}
