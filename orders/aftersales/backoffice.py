"""The merchant's side of after-sales: the queue with its clock, and one request with what can be done to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

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
from orders.aftersales import actions, desk, queries, services, telling
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


REFUSALS = (
    IllegalMove,
    MovedMeanwhile,
    NumberTaken,
    RefundExceedsPayment,
    UnreadableNumber,
    services.AftersalesRefused,
)


def _doing(action: type[actions.Action]) -> Callable[..., HttpResponse]:
    """The view that does it and goes back to the request; a refusal keeps what was typed and says why."""

    @requires(action.permission, fresh_for=action.fresh_for)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        form = action(request.POST, about=_return(pk))
        if not form.is_valid():
            return _page(request, form.about, form, status=422)
        try:
            messages.success(request, form.do(by=request.user.email))
        except REFUSALS as refusal:
            form.add_error(None, _why(refusal))
            return _page(request, _return(pk), form, status=409)
        return redirect("office:return", pk=pk)

    return view


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
        "reckoning": reckoning_of(found, row.names) if found.pays_back else None,
        "events": telling.events_of(found),
        "actions": actions.actions_for(found, permissions_of(request.user), form),
        "form": form,
    }
    return render(request, "orders/aftersales/backoffice/detail.html", context, status=status)


def _return(pk: int) -> Return:
    return get_object_or_404(queries.all_returns(), pk=pk)


urlpatterns = [
    path("returns/", returns, name="returns"),
    path("returns/<int:pk>/", detail, name="return"),
    path("returns/<int:pk>/photographs/<uuid:photograph>/", photograph, name="return-photograph"),
    *(path(f"returns/<int:pk>/{each.name}/", _doing(each), name=f"return-{each.name}") for each in actions.ACTIONS),
]
