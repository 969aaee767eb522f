"""One order: what it is on the left; state, money and what can be done on the right; its history below."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalogue.skus.queries import Name
from kernel.lifecycle import IllegalMove, MovedMeanwhile
from kernel.money import ZERO
from membership.addresses.queries import destination_of
from membership.staff.queries import permissions_of
from membership.staff.services import requires
from orders import queries
from orders.aftersales import queries as aftersales
from orders.aftersales.models import Return
from orders.fulfilment import queries as fulfilment
from orders.fulfilment.services import CannotShip, NoPiecesLeft, NumberTaken, UnreadableNumber
from orders.invoices import queries as invoices
from orders.models import Order
from orders.payments import queries as payments
from orders.payments.services import NothingToSendAgain, RefundExceedsPayment
from orders.shipping.queries import name_now
from shop.backoffice.orders import forms, rows, services


@requires("orders.view")
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, _order(number))


@requires("orders.ship")
@require_POST
def shipment(request: HttpRequest, number: str) -> HttpResponse:
    found = _order(number)
    left = fulfilment.left_of(found)
    form = forms.Shipment(request.POST, left=left, names=queries.names_now(left), auto_id="ship_%s")
    return _done(request, found, "shipment", form, lambda: _shipped(request, found, form))


@requires("orders.cancel")
@require_POST
def cancellation(request: HttpRequest, number: str) -> HttpResponse:
    found = _order(number)
    form = forms.Cancellation(request.POST, auto_id="cancel_%s")
    return _done(request, found, "cancellation", form, lambda: _cancelled(request, found, form))


@requires("orders.refund", fresh_for="POST")
@require_POST
def refund(request: HttpRequest, number: str) -> HttpResponse:
    found = _order(number)
    form = forms.Refund(request.POST, refundable=payments.refundable(found), auto_id="refund_%s")
    return _done(request, found, "refund", form, lambda: _refunded(request, found, form))


@requires("orders.refund", fresh_for="POST")
@require_POST
def refund_again(request: HttpRequest, number: str, refund: UUID) -> HttpResponse:
    """What came back of a payment that the store does not want is sent once more."""
    found = _order(number)
    failed = get_object_or_404(payments.refunds_of(found), pk=refund)
    try:
        services.refund_again(refund=failed, by=request.user.email)
    except NothingToSendAgain:
        messages.warning(request, _("There is nothing to send again: see below where the money is."))
    else:
        messages.success(request, _("The refund is on its way to the bank; below you see when it has arrived."))
    return redirect("office:order", number=found.number)


@requires("orders.view")
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    found = _order(number)
    form = forms.Note(request.POST, auto_id="note_%s")
    return _done(request, found, "note", form, lambda: _noted(request, found, form))


def _shipped(request: HttpRequest, order: Order, form: forms.Shipment) -> str:
    said = form.cleaned_data
    parcel = services.ship(
        order=order, carrier=said["carrier"], number=said["number"], pieces=form.pieces, by=request.user.email
    )
    return _("%(carrier)s %(number)s is on its way.") % {"carrier": parcel.carrier_name, "number": parcel.number}


def _cancelled(request: HttpRequest, order: Order, form: forms.Cancellation) -> str:
    services.cancel(order=order, reason=form.cleaned_data["reason"], by=request.user.email)
    return _("The order is cancelled and its stock is free again.")


def _refunded(request: HttpRequest, order: Order, form: forms.Refund) -> str:
    said = form.cleaned_data
    services.refund(
        order=order,
        amount=said["amount"],
        reason=said["reason"],
        by=request.user.email,
        form_key=str(said["key"]),
    )
    return _("The refund is on its way to the bank; below you see when it has arrived.")


def _noted(request: HttpRequest, order: Order, form: forms.Note) -> str:
    said = form.cleaned_data
    services.note(order=order, text=said["text"], by=request.user.email, form_key=str(said["key"]))
    return _("The note is kept.")


def _done(
    request: HttpRequest, order: Order, name: str, form: django_forms.Form, act: Callable[[], str]
) -> HttpResponse:
    """Do it and go back to the order; a refusal keeps what was typed and says why."""
    if not form.is_valid():
        return _page(request, order, status=422, **{name: form})
    try:
        messages.success(request, act())
    except REFUSALS as refusal:
        order.refresh_from_db()
        form.add_error(None, _why(refusal, order))
        return _page(request, order, status=409, **{name: form})
    return redirect("office:order", number=order.number)


REFUSALS = (
    CannotShip,
    IllegalMove,
    MovedMeanwhile,
    NoPiecesLeft,
    NumberTaken,
    RefundExceedsPayment,
    UnreadableNumber,
)


def _why(refusal: Exception, order: Order) -> str:
    match refusal:
        case NumberTaken():
            return _("This tracking number already belongs to another order’s parcel.")
        case NoPiecesLeft():
            return _("Fewer pieces are left than that. Someone may have shipped some meanwhile.")
        case RefundExceedsPayment():
            return _("Less than that is left to refund. Someone may have refunded some meanwhile.")
        case UnreadableNumber():
            return _("This carrier gives out no such tracking numbers.")
    return _("The order has moved on meanwhile: it is now “%(state)s”.") % {"state": order.get_status_display()}


def _page(request: HttpRequest, order: Order, *, status: int = 200, **bound: django_forms.Form) -> HttpResponse:
    lines = list(order.lines.order_by("pk"))
    names = queries.names_now(lines)
    goods = sum((line.line_price_before_discounts_incl_tax for line in lines), ZERO)
    shown: dict[str, Any] = {
        "order": order,
        "lines": [(line, names[line.pk]) for line in lines],
        "goods": goods,
        "discounts": queries.discounts_of(order),
        "language": _language(order.language),
        "delivery": name_now(order.shipping_code, order.shipping_method),
        "points_paid": -order.points_discount,
        "payment": rows.payment_of(order),
        "fulfilment": rows.fulfilment_of(order, order.parcels.all()),
        "destination": destination_of(order.shipping_address) if order.shipping_address else None,
        "parcels": [_renamed(parcel, names) for parcel in fulfilment.tracking_of(order)],
        "refunds": payments.refunds_of(order),
        "refundable": payments.refundable(order),
        "came_back": payments.came_back(order),
        "returns": _returns(order, names) if order.shipped_at else (),
        "invoices": invoices.invoices_of(order) if order.paid_at else (),
        "history": queries.timeline_of(order, for_shopper=False),
        **_forms(order, names, permissions_of(request.user)),
        **bound,
    }
    return render(request, "shop/backoffice/orders/order.html", shown, status=status)


def _returns(order: Order, names: Mapping[int, Name]) -> list[tuple[Return, str]]:
    """Each request with the goods it is about."""
    return [
        (each, ", ".join(f"{names[piece.line_id].title} × {piece.quantity}" for piece in each.lines.all()))
        for each in aftersales.returns_of(order)
    ]


def _language(code: str) -> str:
    """What the shopper reads; the code itself where the shop no longer speaks it."""
    names = {known: str(name) for known, name in settings.LANGUAGES}
    return names.get(code, code)


def _forms(order: Order, names: Mapping[int, Name], allowed: frozenset[str]) -> dict[str, django_forms.Form]:
    """What this person can do to the order as it stands."""
    left = fulfilment.left_of(order) if order.status in (Order.Status.PAID, Order.Status.SHIPPED) else {}
    refundable = payments.refundable(order)
    offered: dict[str, django_forms.Form] = {"note": forms.Note(auto_id="note_%s")}
    if left and "orders.ship" in allowed:
        offered["shipment"] = forms.Shipment(left=left, names=names, auto_id="ship_%s")
    if order.status == Order.Status.PENDING and "orders.cancel" in allowed:
        offered["cancellation"] = forms.Cancellation(auto_id="cancel_%s")
    if refundable and "orders.refund" in allowed:
        offered["refund"] = forms.Refund(refundable=refundable, auto_id="refund_%s")
    return offered


def _renamed(parcel: fulfilment.ParcelTrack, names: Mapping[int, Name]) -> fulfilment.ParcelTrack:
    """The parcel with its pieces called as the reader calls them."""
    pieces = [replace(piece, **asdict(names[piece.line_id])) for piece in parcel.pieces]
    return replace(parcel, pieces=pieces)


def _order(number: str) -> Order:
    try:
        return queries.order_of(number)
    except Order.DoesNotExist:
        raise Http404 from None
