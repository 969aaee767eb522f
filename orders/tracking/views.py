from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalogue.reviews.queries import ProductReview, reviews_by
from kernel import clock
from kernel.lifecycle import IllegalMove
from membership.addresses.queries import destination_of
from orders import queries, services
from orders.aftersales.queries import offer_of, returns_of
from orders.fulfilment.queries import tracking_of
from orders.loyalty.queries import points_of
from orders.models import Line, Order
from orders.payments.queries import came_back, open_session_of
from orders.shipping.queries import name_now
from orders.tracking import words

ON_A_PAGE = 10

#: What has been with a carrier; one from the former shop is delivered without a day on which it left.
LEFT = (Order.Status.SHIPPED, Order.Status.DELIVERED, Order.Status.REFUNDED)


@never_cache
@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One order, from the thanks to the door."""
    number = queries.as_written(number)
    key = request.GET.get("key", "")
    if key and queries.is_key_of(number, key):
        return _let_in(request, number, key)
    order = queries.in_hand(_order(request, number))
    is_pending, has_left = order.status == Order.Status.PENDING, order.status in LEFT
    parcels, offer = tracking_of(order) if has_left else [], offer_of(order)
    destination = destination_of(order.shipping_address) if order.shipping_address else None
    context = {
        "order": order,
        "headline": words.headline(order, parcels),
        "next_words": words.what_happens_next(order),
        "goods_heading": words.goods_heading(order),
        "has_left": has_left,
        "parcels": parcels,
        "events": words.events_of(order, queries.timeline_of(order)),
        "receipt": words.receipt_of(order),
        "reasons": words.reasons_of(order),
        "earned": points_of(order),
        "delivery": name_now(order.shipping_code, order.shipping_method),
        "destination": destination,
        "phone": words.masked(destination.phone) if destination else "",
        "can_pay": is_pending and clock.now() < order.pay_by,
        "returns": returns_of(order) if has_left else (),
        "offer": offer,
        "came_back": came_back(order),
        "returnable": {piece.line.pk for piece in offer.pieces},
        "opinions": _opinions(request, order),
        "session": open_session_of(order) if is_pending else None,
    }
    return render(request, "orders/tracking/detail.html", context)


def _opinions(request: HttpRequest, order: Order) -> list[tuple[Line, ProductReview | None]]:
    """What was delivered to the member who looks, each line with what they said of it; nothing for all others."""
    if order.status != Order.Status.DELIVERED or not order.user_id or order.user_id != request.user.pk:
        return []
    lines = [line for line in order.lines.all() if line.product_id and not line.gift_of_id]
    said = reviews_by(order.user_id, [line.product_id for line in lines])
    return [(line, said.get(line.product_id)) for line in lines]


def _let_in(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """By the link of a mail to the order. One that is over leads whoever may not see the order anyway to a new one."""
    if not queries.is_over(key):
        services.remember_in(request.session, number)
    elif not queries.visible_in(request).filter(number=number).exists():
        context = {"order": get_object_or_404(Order, number=number), "key": key, "days": queries.link_days()}
        return render(request, "orders/tracking/link_over.html", context, status=410)
    return redirect("orders:detail", number=number)


@require_POST
def link(request: HttpRequest, number: str) -> HttpResponse:
    """A link that is over is mailed anew, only to where the order's mails go; who holds none of ours finds nothing."""
    number, key = queries.as_written(number), request.POST.get("key", "")
    if not queries.is_key_of(number, key):
        raise Http404
    try:
        services.renew_link(order=get_object_or_404(Order, number=number))
        messages.success(request, _("A new link is on its way to the mailbox you ordered with."))
    except services.LinkMailedAlready:
        messages.info(request, _("We have mailed it several times within the hour; please look among the junk mail."))
    return redirect(f"{reverse('orders:detail', args=[number])}?{urlencode({'key': key})}")


@require_POST
def cancellation(request: HttpRequest, number: str) -> HttpResponse:
    """The shopper ends an order that is not paid."""
    order = _order(request, queries.as_written(number))
    try:
        services.cancel(order=order, reason="shopper")
    except IllegalMove:
        messages.error(request, _("This order is paid already, so it can no longer be cancelled here."))
    return redirect(order)


@login_required
@never_cache
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """A member's orders, each with where it stands and the next possible step."""
    page = Paginator(queries.orders_of(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "orders/tracking/list.html", {"page": page})


def _order(request: HttpRequest, number: str) -> Order:
    """The order if it is this visitor's to see; for all others it does not exist."""
    order = queries.order_seen_in(request, number)
    if order is None:
        raise Http404
    return order
