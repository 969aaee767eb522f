"""What was agreed to, as the rows of an order; whoever writes them holds the transaction."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from oscar.apps.order.models import OrderDiscount, ShippingAddress

from kernel.inserts import insert
from kernel.money import ZERO
from membership.addresses.queries import Destination
from orders.basket.queries import Contents, Discount, Entry, Gift, Quote, QuotedLine
from orders.models import Line, LineDiscount, Order


def totals_of(quoted: Quote) -> dict[str, Any]:
    """What an order says of its price as a whole."""
    return {
        "total_incl_tax": quoted.total,
        "total_excl_tax": quoted.total,
        "shipping_incl_tax": quoted.delivery_to_pay,
        "shipping_excl_tax": quoted.delivery_to_pay,
        "points_spent": quoted.points_used,
        "points_discount": quoted.points_discount,
    }


def write_discounts(order: Order, lines: list[Line], quoted: Quote) -> None:
    """What each rule takes off each line, and off the order; the lines are those of the quote, in its order."""
    insert(_line_discounts(lines, quoted.lines))
    insert(_discount(order, discount) for discount in quoted.discounts)


def write_lines(order: Order, quoted: Quote, contents: Contents) -> list[Line]:
    """The lines bought, in the order of the quote; each gift is one more line, which knows what it came with."""
    entries = {entry.stock_id: entry for entry in contents.to_buy}
    lines = insert(_line(order, each, entries[each.item.key]) for each in quoted.lines)
    by_stock = {line.stockrecord_id: line for line in lines}
    gifts = [(gift, contents.gifts_on_shelf[gift.stock_id]) for gift in quoted.gifts]
    insert(_gift_line(order, gift, entry, by_stock[gift.of]) for gift, entry in gifts)
    return lines


def write_address(to: Destination) -> ShippingAddress:
    """Inserted as it is: Oscar's save would look up the country for a search text that nobody searches."""
    address = ShippingAddress(
        first_name=to.name,
        phone_number=to.phone,
        country_id=to.country,
        state=to.province,
        line4=to.city,
        line3=to.district,
        line1=to.street,
        postcode=to.postcode,
    )
    return insert([address])[0]


def _line(order: Order, quoted: QuotedLine, entry: Entry) -> Line:
    return Line(**_goods(order, entry, quoted.item.quantity), **money_of(quoted), struck_total=entry.was_total)


def money_of(quoted: QuotedLine) -> dict[str, Decimal]:
    """Prices include tax and are stored as such; which part of them is tax is a matter of the invoice."""
    return {
        "unit_price_incl_tax": quoted.item.unit_price,
        "unit_price_excl_tax": quoted.item.unit_price,
        "line_price_before_discounts_incl_tax": quoted.goods,
        "line_price_before_discounts_excl_tax": quoted.goods,
        "line_price_incl_tax": quoted.total,
        "line_price_excl_tax": quoted.total,
    }


def _gift_line(order: Order, gift: Gift, entry: Entry, came_with: Line) -> Line:
    return Line(
        **_goods(order, entry, gift.pieces),
        gift_of=came_with,
        unit_price_incl_tax=ZERO,
        unit_price_excl_tax=ZERO,
        line_price_before_discounts_incl_tax=ZERO,
        line_price_before_discounts_excl_tax=ZERO,
        line_price_incl_tax=ZERO,
        line_price_excl_tax=ZERO,
    )


def _goods(order: Order, entry: Entry, pieces: int) -> dict[str, Any]:
    return {
        "order": order,
        "partner_id": entry.partner_id,
        "partner_sku": entry.sku,
        "stockrecord_id": entry.stock_id,
        "product_id": entry.product_id,
        "title": entry.title[:255],
        "options": entry.options[:255],
        "photo": entry.photo_src[:255],
        "quantity": pieces,
        "num_allocated": pieces,
        "unit_cost": entry.cost,
    }


def _line_discounts(lines: list[Line], quoted: Iterable[QuotedLine]) -> list[LineDiscount]:
    return [
        LineDiscount(
            line=line,
            lane=share.lane,
            offer_id=share.rule_id,
            voucher_id=share.voucher_id,
            name=share.name[:255],
            amount=share.amount,
        )
        for line, each in zip(lines, quoted, strict=True)
        for share in each.shares
    ]


def _discount(order: Order, discount: Discount) -> OrderDiscount:
    return OrderDiscount(
        order=order,
        category=OrderDiscount.SHIPPING if discount.is_on_delivery else OrderDiscount.BASKET,
        offer_id=discount.rule.id,
        offer_name=discount.rule.name,
        voucher_id=discount.rule.voucher_id,
        voucher_code=discount.rule.code,
        frequency=discount.times,
        amount=discount.amount,
    )
