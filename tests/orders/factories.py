"""Orders and what they are made of, written straight to the tables; the pages' own tests buy through the pages."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from catalogue.inventory import services as inventory
from catalogue.inventory.models import Partner, StockRecord
from catalogue.models import Product, ProductClass
from kernel import clock
from orders.models import Line, Order
from orders.numbers import new_number

_sequence = count(1)


def a_stock(*, on_hand: int = 10, price: str = "69.00", title: str = "Cactus in terracotta", **fields) -> StockRecord:
    """A product on the shelf with one SKU."""
    n = next(_sequence)
    partner, _ = Partner.objects.get_or_create(code="store", defaults={"name": "Store"})
    kind, _ = ProductClass.objects.get_or_create(slug="thing", defaults={"name": "Thing"})
    product = Product.objects.create(
        product_class=kind, structure=Product.STANDALONE, title=title, slug=f"thing-{n}", is_public=True
    )
    return StockRecord.objects.create(
        product=product,
        partner=partner,
        partner_sku=f"SKU-{n}",
        price=Decimal(price),
        price_currency="CNY",
        num_in_stock=on_hand,
        **fields,
    )


def an_order(*stocks: StockRecord, quantity: int = 2, user=None, **fields) -> Order:
    """A pending order for ``quantity`` of each stock, holding its pieces, with half an hour to pay."""
    stocks = stocks or (a_stock(),)
    now = clock.now()
    total = sum((stock.price * quantity for stock in stocks), Decimal("0.00"))
    order = Order.objects.create(
        **{
            "number": new_number(),
            "currency": "CNY",
            "total_incl_tax": total,
            "total_excl_tax": total,
            "date_placed": now,
            "pay_by": now + timedelta(minutes=30),
            "user": user,
            "guest_email": "" if user else "guest@example.com",
            **fields,
        }
    )
    Line.objects.bulk_create(_line(order, stock, quantity) for stock in stocks)
    inventory.allocate(reference=order.reference, wanted={stock.pk: quantity for stock in stocks})
    return order


def _line(order: Order, stock: StockRecord, quantity: int) -> Line:
    price = stock.price * quantity
    return Line(
        order=order,
        partner_id=stock.partner_id,
        partner_sku=stock.partner_sku,
        stockrecord=stock,
        product_id=stock.product_id,
        title=stock.product.title,
        quantity=quantity,
        line_price_incl_tax=price,
        line_price_excl_tax=price,
        line_price_before_discounts_incl_tax=price,
        line_price_before_discounts_excl_tax=price,
        unit_price_incl_tax=stock.price,
        unit_price_excl_tax=stock.price,
        num_allocated=quantity,
    )
