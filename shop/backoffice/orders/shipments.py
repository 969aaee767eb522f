"""Shipping many orders at once: a row each, or lines pasted from the carrier's own table."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kernel.lifecycle import IllegalMove, MovedMeanwhile
from membership.staff.services import requires
from orders.fulfilment import carriers
from orders.fulfilment.services import CannotShip, NoPiecesLeft, NumberTaken, UnreadableNumber
from orders.models import Order
from orders.numbers import as_written
from shop.backoffice.orders import services
from shop.backoffice.orders.desk import chosen

MOST = 200


@dataclass
class Entry:
    """One parcel to be: what was typed, and why it could not be shipped ("" where it could or was not tried)."""

    order: str
    carrier: str = ""
    number: str = ""
    refusal: str = ""


@requires("orders.ship")
@require_http_methods(["GET", "POST"])
def shipments(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ship_all(request, [*_typed(request), *_pasted(request.POST.get("pasted", ""))][:MOST])
    waiting = chosen(request.GET.getlist("order")[:MOST]).filter(status=Order.Status.PAID).order_by("paid_at", "pk")
    return _page(request, [Entry(number) for number in waiting.values_list("number", flat=True)])


def _ship_all(request: HttpRequest, entries: list[Entry]) -> HttpResponse:
    """Each order on its own: what can leave leaves, the rest comes back with the reason beside it."""
    for entry in entries:
        entry.refusal = _refusal(entry, request.user.email)
    refused = [entry for entry in entries if entry.refusal]
    shipped = len(entries) - len(refused)
    if shipped:
        said = ngettext("%(n)d order is on its way.", "%(n)d orders are on their way.", shipped)
        messages.success(request, said % {"n": shipped})
    if refused or not entries:
        return _page(request, refused, status=422)
    return redirect("office:orders")


def _refusal(entry: Entry, by: str) -> str:
    order = Order.objects.filter(number=as_written(entry.order)).first()
    if order is None:
        return _("There is no such order.")
    try:
        services.ship(order=order, carrier=entry.carrier, number=entry.number, by=by)
    except (CannotShip, IllegalMove, MovedMeanwhile, NoPiecesLeft):
        return _("It is not there to be shipped: %(state)s.") % {"state": order.get_status_display()}
    except UnreadableNumber:
        return _("%(carrier)s gives out no such number.") % {"carrier": carriers.name_of(entry.carrier)}
    except NumberTaken:
        return _("This tracking number already belongs to another order’s parcel.")
    return ""


def _typed(request: HttpRequest) -> Iterator[Entry]:
    """The rows of the form; one left without a tracking number is left alone."""
    columns = (request.POST.getlist(name) for name in ("order", "carrier", "number"))
    for order, carrier, number in zip(*columns, strict=False):
        if number.strip():
            yield Entry(order.strip()[:64], carrier, number.strip()[:60])


def _pasted(text: str) -> Iterator[Entry]:
    """Order number, carrier (code or name) and tracking number a line, with commas or tabs between."""
    lines = text.replace("\0", "").replace("\t", ",").splitlines()
    for cells in csv.reader(line for line in lines if line.strip()):
        order, carrier, number = [*(cell.strip() for cell in cells[:3]), "", "", ""][:3]
        if any(character.isdigit() for character in order):  # a head of words is no order
            yield Entry(order[:64], _code_of(carrier), number[:60])


def _code_of(carrier: str) -> str:
    names = {str(name).lower(): code for code, name in carriers.choices()}
    return names.get(carrier.lower(), carrier.lower()[:32])


def _page(request: HttpRequest, entries: list[Entry], status: int = 200) -> HttpResponse:
    shown = {"entries": entries, "carriers": carriers.choices()}
    return render(request, "shop/backoffice/orders/shipments.html", shown, status=status)
