from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from catalogue.inventory.models import StockRecord
from catalogue.inventory.queries import movements_of
from catalogue.inventory.services import NotEnoughStock
from kernel import audit, clock
from kernel.receipts import taking_in
from kernel.thresholds import value_of
from membership.staff.services import requires
from shop.backoffice.downloads import csv_file
from shop.backoffice.lists import page_of
from shop.backoffice.stock import forms, queries, services
from shop.backoffice.tabs import Tab

VIEWS = {
    "all": gettext_lazy("All"),
    "low": gettext_lazy("Low"),
    "out": gettext_lazy("Sold out"),
    "promised": gettext_lazy("Promised"),
    "unsold": gettext_lazy("Unsold"),
}
#: Nobody looks further back than that.
MOST_DAYS = 3650


@requires("stock.view")
@require_safe
def stock(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("view", "all")
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    days = _days(request) if view == "unsold" else 0
    page = page_of(queries.stocks(view=view, words=words, days=days), request.GET.get("page"))
    tabs = [Tab(label, f"?view={name}", current=name == view) for name, label in VIEWS.items()]
    shown = {"page": page, "rows": queries.rows(page.rows), "tabs": tabs, "view": view, "words": words, "days": days}
    return render(request, "shop/backoffice/stock/list.html", shown)


def _days(request: HttpRequest) -> int:
    """For how many days nothing was sold: as the address says, or as the store has set it."""
    asked = request.GET.get("days", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 6 else value_of(queries.UNSOLD_DAYS)
    return min(max(wanted, 1), MOST_DAYS)


@requires("exports", fresh_for="GET")
@require_safe
def unsold_csv(request: HttpRequest) -> HttpResponse:
    """What nobody bought for so many days, all of it. Taking it out is an entry in the audit log."""
    days = _days(request)
    audit.record(action="stock.exported", subject="stock", after={"unsold for days": days})
    found = queries.rows(queries.stocks(view="unsold", days=days))
    return csv_file(f"unsold-{clock.today()}.csv", queries.UNSOLD_COLUMNS, map(queries.unsold_cells, found))


@requires("stock.view")
@require_safe
def sku(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _sku(pk))


@requires("stock.edit")
@require_POST
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, forms.Receipt, "receipt", services.receive)


@requires("stock.edit")
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, forms.Count, "count", services.count)


@requires("stock.edit")
@require_POST
def write_off(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, forms.WriteOff, "write_off", services.write_off)


def _moved(
    request: HttpRequest, pk: int, form_class: type[forms.Movement], name: str, move: Callable[..., None]
) -> HttpResponse:
    """Move pieces as the form says, once however often it is sent; a refusal keeps what was typed."""
    record = _sku(pk)
    form = form_class(request.POST, auto_id=f"{name}_%s")
    if form.is_valid() and _done(form, move, record, request):
        messages.success(request, _("The stock of %(sku)s is updated.") % {"sku": record.partner_sku})
        return redirect("office:sku", pk=pk)
    return _page(request, record, **{name: form})


def _done(form: forms.Movement, move: Callable[..., None], record: StockRecord, request: HttpRequest) -> bool:
    said = form.cleaned_data
    try:
        with taking_in("stock form", str(said["key"])) as first:
            if first:
                move(stock_id=record.pk, quantity=said["quantity"], note=said["note"], by=request.user)
    except NotEnoughStock:
        form.add_error("quantity", _("Orders are promised more than that would leave. Cancel one of them first."))
        return False
    return True


def _page(request: HttpRequest, record: StockRecord, **bound: Any) -> HttpResponse:
    [row] = queries.rows([record])
    shown = {
        "row": row,
        "movements": page_of(movements_of(record.pk), request.GET.get("page")),
        "promises": record.allocations.order_by("pk")[:20],
        "receipt": forms.Receipt(auto_id="receipt_%s"),
        "count": forms.Count(auto_id="count_%s"),
        "write_off": forms.WriteOff(auto_id="write_off_%s"),
        **bound,
    }
    return render(request, "shop/backoffice/stock/sku.html", shown, status=422 if bound else 200)


def _sku(pk: int) -> StockRecord:
    skus: QuerySet[StockRecord] = StockRecord.objects.select_related("product__parent")
    return get_object_or_404(skus, pk=pk)


urlpatterns = [
    path("stock/", stock, name="stock"),
    path("stock/unsold.csv", unsold_csv, name="unsold-export"),
    path("stock/<int:pk>/", sku, name="sku"),
    path("stock/<int:pk>/receipts/", receipt, name="stock-receipt"),
    path("stock/<int:pk>/counts/", count, name="stock-count"),
    path("stock/<int:pk>/write-offs/", write_off, name="stock-write-off"),
]
