"""What is written of a product, for the audit log and to notice that someone else wrote meanwhile."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import prefetch_related_objects

from catalogue.attributes.queries import values_of
from catalogue.inventory.models import StockRecord
from catalogue.models import Product
from kernel.languages import in_each_language
from shop.backoffice.products.queries import skus_of

TEXTS = ("title", "note", "description")


@dataclass(frozen=True)
class Snapshot:
    """``skus`` are by stock id. Stock is not part of it: pieces come and go while people write."""

    product: dict[str, Any]
    skus: dict[int, dict[str, Any]]

    @property
    def version(self) -> str:
        """The same as long as nothing of this was changed."""
        return sha256(json.dumps(asdict(self), cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:16]


def snapshot_of(product: Product) -> Snapshot:
    """As the database has it now. Six queries."""
    product.refresh_from_db()
    prefetch_related_objects([product], "categories", "tags")
    texts = {f"{name} ({code})": said for name in TEXTS for code, said in in_each_language(product, name).items()}
    values: dict[str, list[str]] = {}
    for value in values_of([product.pk]).get(product.pk, []):
        values.setdefault(value.code, []).append(value.value)
    categories = sorted(category.name_en for category in product.categories.all())
    tags = sorted(tag.name_en for tag in product.tags.all())
    return Snapshot(
        {**texts, **values, "categories": categories, "tags": tags}, {s.pk: _sku(s) for s in skus_of(product)}
    )


def _sku(stock: StockRecord) -> dict[str, Any]:
    return {
        "sku": stock.partner_sku,
        "price": stock.price,
        "list price": stock.list_price,
        "cost": stock.cost_price,
        "warn at": stock.low_stock_threshold,
        "offered": stock.product.is_public,
    }
