"""To Stripe's page and back."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from orders import queries as orders
from orders.models import Order
from orders.payments import services
from orders.payments.queries import order_asked_for_in
from orders.payments.services import Outcome

SESSION_ID = re.compile(r"\w{1,255}", re.ASCII)

#: The page that waits for the bank asks again after this many seconds.
ASK_AGAIN = 4


@require_POST
def start(request: HttpRequest, number: str) -> HttpResponse:
    """On to Stripe's page; back to the order where there is nothing to pay or Stripe cannot be reached."""
    order = _order(request, number)
    try:
        return redirect(services.start_payment(order=order, site=request.build_absolute_uri))
    except services.NoWayToPay as reason:
        messages.warning(request, reason.words)
        return redirect(order)


@require_GET
@never_cache
def came_back(request: HttpRequest) -> HttpResponse:
    """From Stripe's page after paying: Stripe itself is asked, for the webhook may be late, early or lost."""
    session_id = request.GET.get("session", "")
    order = order_asked_for_in(session_id) if SESSION_ID.fullmatch(session_id) else None
    if order is None:
        raise Http404
    outcome = services.confirm_return(session_id=session_id)
    if outcome is Outcome.UNSURE:
        return _checking(request)
    _say(request, outcome)
    return redirect(order)


@require_GET
@never_cache
def cancelled(request: HttpRequest, number: str) -> HttpResponse:
    """From Stripe's page without paying. Says that nothing was charged only after asking."""
    order = _order(request, number)
    session = order.checkout_sessions.exclude(session_id=None).order_by("-opened_at").first()
    outcome = services.confirm_return(session_id=session.session_id) if session else Outcome.UNPAID
    is_refused = outcome is Outcome.UNPAID and bool(session and session.last_failure)
    if outcome is not Outcome.UNSURE and not is_refused:  # of a refusal the order's page tells, with its reason
        _say(request, outcome)
    return redirect(order)


def _order(request: HttpRequest, number: str) -> Order:
    return get_object_or_404(orders.visible_in(request).select_related("user"), number=number)


def _checking(request: HttpRequest) -> HttpResponse:
    """No second way to pay is offered while the bank may still say yes."""
    page = render(request, "orders/payments/checking.html")
    page["Refresh"] = str(ASK_AGAIN)
    return page


def _say(request: HttpRequest, outcome: Outcome) -> None:
    if outcome is Outcome.UNPAID:
        messages.info(request, _("Nothing was charged. Your order is kept; you can pay it below."))
    if outcome is Outcome.MISMATCHED:
        messages.warning(request, _("Your payment arrived, but it does not match the order. We are looking into it."))
    if outcome is Outcome.RETURNED:
        messages.warning(
            request, _("Your payment could not be used for this order. All of it is on its way back to you.")
        )
