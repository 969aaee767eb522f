"""The merchant's side of after-sales: the queue with its clock, and one request with what can be done to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.lifecycle import IllegalMove, MovedMeanwhile
from membership.staff.queries import permissions_of
from membership.staff.services import requires
from orders.aftersales import desk, queries, services, telling
from orders.aftersales.models import Return
from orders.aftersales.reckoning import reckoning_of
from orders.aftersales.refusals import why
from orders.aftersales.showing import shown
from orders.fulfilment.services import NumberTaken, UnreadableNumber
from orders.payments.services import RefundExceedsPayment

ON_A_PAGE = 50


@requires("returns.view")
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in queries.VIEWS else "answer"
    page = Paginator(desk.queue(view), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "view": view,
        "tabs": desk.tabs(view),
        "page": page,
        "rows": desk.rows_of(page.object_list),
        "promise": queries.promise_kept(),
    }
    return render(request, "orders/aftersales/backoffice/queue.html", context)


@requires("returns.view")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _return(pk))


@requires("returns.view")
@require_safe
def photograph(request: HttpRequest, pk: int, photograph: UUID) -> HttpResponseBase:
    return shown(_return(pk), photograph)


@requires("returns.answer")
@require_POST
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Return, said: dict[str, Any]) -> str:
        services.approve(request=found, words=said["words"], by=request.user.email)
        return _("Approved; the shopper is told.")

    return _done(request, pk, desk.Approval, act)


@requires("returns.answer")
@require_POST
def rejection(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Return, said: dict[str, Any]) -> str:
        services.reject(request=found, words=said["words"], by=request.user.email)
        return _("Rejected; the shopper is told why.")

    return _done(request, pk, desk.Rejection, act)


@requires("returns.answer")
@require_POST
def question(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Return, said: dict[str, Any]) -> str:
        services.ask(request=found, question=said["words"], by=request.user.email)
        return _("Asked; the clock stands still until the shopper answers.")

    return _done(request, pk, desk.Question, act)


@requires("returns.receive")
@require_POST
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Return, said: dict[str, Any]) -> str:
        services.receive(request=found, came=desk.pieces_in(said), by=request.user.email)
        return _("Received. Now look at each piece.")

    return _done(request, pk, desk.Receipt, act)


@requires("returns.receive")
@require_POST
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Return, said: dict[str, Any]) -> str:
        services.inspect(request=found, sellable=desk.pieces_in(said), by=request.user.email)
        return _("Inspected. It is settled next.")

    return _done(request, pk, desk.Inspection, act)


@requires("returns.receive")
@require_POST
def replacement(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Return, said: dict[str, Any]) -> str:
        carrier, number = said["carrier"], said["number"]
        services.ship_replacement(request=found, carrier=carrier, number=number, by=request.user.email)
        return _("The new variant is on its way, and the goods that came back are booked.")

    return _done(request, pk, desk.Replacement, act)


@requires("orders.refund", fresh_for="POST")
@require_POST
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Return, said: dict[str, Any]) -> str:
        again = found.state == Return.State.REFUND_FAILED
        (services.refund_again if again else services.refund)(request=found, by=request.user.email)
        return _("The refund is on its way to the bank; this page shows when it has arrived.")

    return _done(request, pk, desk.Refund, act)


REFUSALS = (
    IllegalMove,
    MovedMeanwhile,
    NumberTaken,
    RefundExceedsPayment,
    UnreadableNumber,
    services.AftersalesRefused,
)


def _done(
    request: HttpRequest, pk: int, form_of: Callable[..., django_forms.Form], act: Callable[[Return, dict], str]
) -> HttpResponse:
    """Do it and go back to the request; a refusal keeps what was typed and says why."""
    found = _return(pk)
    form = form_of(request.POST, about=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        messages.success(request, act(found, form.cleaned_data))
    except REFUSALS as refusal:
        form.add_error(None, _why(refusal))
        return _page(request, _return(pk), form, status=409)
    return redirect("office:return", pk=pk)


def _why(refusal: Exception) -> str:
    match refusal:
        case services.AftersalesRefused():
            return why(refusal)
        case NumberTaken():
            return _("This tracking number already belongs to another parcel.")
        case UnreadableNumber():
            return _("This carrier gives out no such tracking numbers.")
        case RefundExceedsPayment():
            return _("Less than that is left to refund. Someone may have refunded some meanwhile.")
    return _("The request has moved on meanwhile: someone may have answered it.")


def _page(request: HttpRequest, found: Return, form: Any = None, status: int = 200) -> HttpResponse:
    [row] = desk.rows_of([found])
    context = {
        "return": found,
        "order": found.order,
        "row": row,
        "reckoning": None if found.kind == Return.Kind.EXCHANGE else reckoning_of(found, row.names),
        "events": telling.events_of(found),
        "actions": desk.actions_for(found, permissions_of(request.user), form),
        "form": form,
    }
    return render(request, "orders/aftersales/backoffice/detail.html", context, status=status)


def _return(pk: int) -> Return:
    return get_object_or_404(queries.all_returns(), pk=pk)


urlpatterns = [
    path("returns/", returns, name="returns"),
    path("returns/<int:pk>/", detail, name="return"),
    path("returns/<int:pk>/photographs/<uuid:photograph>/", photograph, name="return-photograph"),
    path("returns/<int:pk>/approval/", approval, name="return-approval"),
    path("returns/<int:pk>/rejection/", rejection, name="return-rejection"),
    path("returns/<int:pk>/question/", question, name="return-question"),
    path("returns/<int:pk>/receipt/", receipt, name="return-receipt"),
    path("returns/<int:pk>/inspection/", inspection, name="return-inspection"),
    path("returns/<int:pk>/replacement/", replacement, name="return-replacement"),
    path("returns/<int:pk>/refund/", refund, name="return-refund"),
]
