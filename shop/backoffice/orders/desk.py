"""The list of orders and what is done with several at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.skus.queries import Name
from kernel import clock
from membership.addresses.queries import destination_of
from membership.staff.services import requires
from orders.models import Order
from orders.queries import names_now
from orders.shipping.queries import name_now
from shop.backoffice.lists import Page, page_of
from shop.backoffice.orders import views
from shop.backoffice.orders.barcodes import code_39
from shop.backoffice.orders.filters import SORTS, Bar, Filters
from shop.backoffice.orders.rows import rows_of
from shop.backoffice.tabs import Tab

MOST_SLIPS = 200


@requires("orders.view")
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    found = filters.found().values_list("pk", flat=True)
    page = page_of(found, request.GET.get("page"))
    shown = {
        "filters": filters,
        "page": page,
        "rows": rows_of(page.rows),
        "tabs": _tabs(filters, views.counts_of_views()),
        "bar": Bar(request.GET.urlencode()),
        "sorts": {name: _next_sort(name, filters.sorted_by) for name in ("placed", "total", "ship_by")},
    }
    shown["older_than"] = _older_than(page, shown["rows"], filters)
    return render(request, "shop/backoffice/orders/list.html", shown)


@requires("orders.view")
@require_safe
def pick_slips(request: HttpRequest) -> HttpResponse:
    """One order a page, for the printer; orders that are not there to be packed are left out."""
    found = chosen(request.GET.getlist("order")[:MOST_SLIPS]).filter(status=Order.Status.PAID)
    orders = found.select_related("shipping_address__country").prefetch_related("lines").order_by("paid_at", "pk")
    names = names_now(line for order in orders for line in order.lines.all())
    slips = [_slip(order, names) for order in orders]
    return render(request, "shop/backoffice/orders/pick_slips.html", {"slips": slips})


def _slip(order: Order, names: Mapping[int, Name]) -> dict[str, Any]:
    address = order.shipping_address
    return {
        "order": order,
        "delivery": name_now(order.shipping_code, order.shipping_method),
        "bars": code_39(order.number),
        "destination": destination_of(address) if address else None,
        "lines": [(line, names[line.pk]) for line in order.lines.all()],
    }


def chosen(numbers: Iterable[str]):
    return Order.objects.filter(number__in=[number[:64].replace("\0", "") for number in numbers])


def _tabs(filters: Filters, in_views: Mapping[str, str]) -> tuple[Tab, ...]:
    current = "all" if filters.cleaned_data.get("q") else filters.view
    return tuple(
        Tab(label, f"?view={view}", count=in_views.get(view), current=view == current)
        for view, label in views.VIEWS.items()
    )


def _next_sort(name: str, sorted_by: str) -> dict[str, str]:
    """What a click on this column's head asks for, and how it is sorted now."""
    if sorted_by == name:
        return {"next": f"-{name}", "now": "ascending"}
    return {"next": name if sorted_by == f"-{name}" else f"-{name}", "now": "descending" * (sorted_by == f"-{name}")}


def _older_than(page: Page, rows, filters: Filters) -> str:
    """Beyond what is counted the list goes on by date: the day to put into the address, on the last page."""
    further = page.is_more and page.number == page.pages and SORTS[filters.sorted_by][0] == "-date_placed"
    return clock.store_day(rows[-1].order.date_placed).isoformat() if further and rows else ""
