"""Why so much goes back, line by line, for the shopper and the merchant alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.skus.queries import Name
from kernel.money import ZERO
from kernel.templatetags.shop_money import thousands
from orders.aftersales import queries
from orders.aftersales.models import Return
from orders.aftersales.policy import LineDue, Settlement
from orders.basket.queries import Row


@dataclass(frozen=True)
class Reckoning:
    """``rows`` add up to ``money``; ``also`` says what else is given or taken, in sentences."""

    rows: list[Row]
    also: list[str]
    money: Decimal
    is_settled: bool


def reckoning_of(request: Return, names: Mapping[int, Name] | None = None) -> Reckoning:
    """As it was settled; before that, as it would be settled now.

    ``names``: what the goods of each line are called for a reader who is not the shopper.
    """
    due = queries.settlement_of(request)
    titles = {each.line_id: (names[each.line_id] if names else each.line).title for each in request.lines.all()}
    is_settled = bool(request.explanation)
    label = _("Money back") if is_settled else _("Would go back")
    rows = [row for line in due.lines for row in _rows(line, titles[line.line_id])]
    rows += _delivery(due)
    return Reckoning([*rows, Row(label, due.money, "total")], list(_also(request, due)), due.money, is_settled)


def _rows(due: LineDue, title: str) -> Iterable[Row]:
    yield Row(f"{title} × {due.pieces}", due.goods)
    for share in due.shares:
        name = _("share of “%(name)s”") % {"name": share.name} if share.name else _("paid with points")
        yield Row(name, -share.amount, "minus")


def _delivery(due: Settlement) -> Iterable[Row]:
    if due.delivery:
        yield Row(_("Delivery"), due.delivery)
    if due.refunded_before:
        yield Row(_("Refunded before"), -due.refunded_before, "minus")


def _also(request: Return, due: Settlement) -> Iterable[str]:
    points = request.points_back if request.explanation else due.points
    if points:
        said = {"points": thousands(points)}
        yield ngettext("%(points)s point goes back.", "%(points)s points go back.", points) % said
    if request.points_taken:
        yield ngettext(
            "%(points)s point that these goods earned is taken back.",
            "%(points)s points that these goods earned are taken back.",
            request.points_taken,
        ) % {"points": thousands(request.points_taken)}
    if request.coupon_back or (not request.explanation and due.keeps_nothing and queries.used_a_coupon(request.order)):
        yield _("The coupon can be used again.")
    if due.delivery == ZERO and request.order.shipping_incl_tax and not due.keeps_nothing:
        yield _("The delivery charge stays, for part of the order is kept.")
