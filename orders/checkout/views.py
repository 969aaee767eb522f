"""One page between the basket and the payment. It keeps whatever was typed; sending it places the order."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kernel import pace
from kernel.money import ZERO
from kernel.templatetags.shop_money import money
from membership.addresses.services import keep_address
from orders.basket.queries import Shopper, shopper_of
from orders.basket.services import CodeRefused, drop_code, use_coupon
from orders.checkout import services
from orders.checkout.details import NEW, Details, typed_in
from orders.checkout.forms import CouponForm, PointsForm
from orders.checkout.models import Draft
from orders.checkout.page import page_of
from orders.checkout.queries import Checkout, checkout_of
from orders.checkout.refusals import NOT_THAT_WAY, REFUSALS
from orders.invoices.services import InvoiceForm, ask_for_invoice
from orders.loyalty.services import NotEnoughPoints
from orders.models import Order
from orders.payments.services import NoWayToPay, start_payment
from orders.queries import order_placed_with, order_to_pay_in
from orders.services import remember_in
from promotions.coupons.services import CouponUsedUp

Step = Callable[[HttpRequest, Checkout], HttpResponse]
#: A minute and address: whoever places orders holds pieces that nobody else can buy.
MOST_ORDERS = 60


def step(view: Step) -> Callable[[HttpRequest], HttpResponse]:
    """A step needs something to buy; without it the way leads back to the basket."""

    @wraps(view)
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def guarded(request: HttpRequest) -> HttpResponse:
        checkout = checkout_of(shopper_of(request))
        if checkout is None or (request.method != "POST" and not checkout.contents.to_buy):
            return _nothing_to_buy(request)
        return view(request, checkout)

    return guarded


def _nothing_to_buy(request: HttpRequest) -> HttpResponse:
    """A form sent again after its order was placed leads to that order, and who comes back from the payment to the
    order that waits for it; all else to the basket."""
    if request.method == "POST":
        placed = order_placed_with(request.POST.get("form_key", ""))
        if placed:
            return _on_to(request, placed)
    elif waiting := order_to_pay_in(request):
        return redirect(waiting)
    messages.info(request, _("There is nothing to check out. Your basket is empty, or was ordered already."))
    return redirect("basket:summary")


@step
def start(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """The whole order on one page; sending its form places it. ``redraw`` only asks what it comes to by now."""
    if request.method != "POST":
        return page_of(request, checkout)
    sent = _taken_in(request, checkout.draft)
    if "redraw" in request.POST:
        return _not_yet(request, checkout, status=200)
    return _sent(request, checkout, sent)


@step
def points(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """How many points pay for a part of the goods; the page shows what is left to pay."""
    if request.method == "POST":
        _taken_in(request, checkout.draft)
        form = PointsForm(checkout, request.POST)
        if not form.is_valid():
            return _not_yet(request, checkout, points=form)
        checkout.draft.points = form.cleaned_data["points"]
        services.keep_draft(draft=checkout.draft)
    return redirect("checkout:start")


@step
def coupon(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """The coupon that was proposed is used, or the one in use put aside; the page shows which."""
    form = CouponForm(request.POST)
    if request.method == "POST" and form.is_valid():
        _taken_in(request, checkout.draft)
        services.keep_draft(draft=checkout.draft)
        _change_coupon(shopper_of(request), **form.cleaned_data)
    return redirect("checkout:start")


def _change_coupon(shopper: Shopper, coupon: int | None, drop: int | None) -> None:
    """One that brings nothing any more is no longer proposed either."""
    if drop:
        drop_code(shopper=shopper, voucher_id=drop)
    elif coupon:
        with suppress(CodeRefused):
            use_coupon(shopper=shopper, coupon_id=coupon)


def _taken_in(request: HttpRequest, draft: Draft) -> Details | None:
    """What was sent, in the draft right or wrong; None where nothing but a press on a button was sent."""
    if "email" not in request.POST:
        return None
    judged = {name: words for name, words in request.POST.items() if name != "redraw"}
    sent = Details(request, draft, judged)
    draft.fill_in(
        typed=typed_in(request.POST),
        destination=sent.destination,
        email=sent.email,
        method=request.POST.get("method", "")[:32],
    )
    return sent


def _not_yet(request: HttpRequest, checkout: Checkout, **shown: Any) -> HttpResponse:
    """The page once more, with what was sent kept."""
    services.keep_draft(draft=checkout.draft)
    return page_of(request, checkout, **shown)


def _sent(request: HttpRequest, checkout: Checkout, sent: Details | None) -> HttpResponse:
    """The order, once nothing that was asked is missing or wrong."""
    if not pace.may_go_on("orders", most=MOST_ORDERS):
        return _too_fast(request, checkout)
    draft = checkout.draft
    if not (draft.destination and draft.email):
        return _not_yet(request, checkout, details=sent or Details(request, draft, draft.typed or {"saved": NEW}))
    if draft.method not in checkout.ways_there:
        return _not_yet(request, checkout, refusal=str(NOT_THAT_WAY) if checkout.ways_there else "", status=422)
    invoice = InvoiceForm(request.POST, prefix="invoice") if request.POST.get("invoice-title") else None
    if invoice and not invoice.is_valid():
        return _not_yet(request, checkout, invoice=invoice)
    spent = _points_changed(request, checkout)
    if spent and not spent.is_valid():
        return _not_yet(request, checkout, points=spent)
    if spent:
        draft.points = spent.cleaned_data["points"]
    _keep_in_book(request, sent)
    return _place(request, checkout, invoice)


def _points_changed(request: HttpRequest, checkout: Checkout) -> PointsForm | None:
    """Another number than was kept before, typed without pressing its button; an emptied field is none."""
    kept = str(checkout.draft.points or "")
    typed = request.POST.get("points", kept).strip()
    return PointsForm(checkout, {"points": typed or "0"}) if typed != kept else None


def _too_fast(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    refusal = _("That was too fast. Nothing was ordered: please wait a minute and send the order again.")
    response = _not_yet(request, checkout, refusal=refusal, status=429)
    response["Retry-After"] = str(pace.MINUTE)
    return response


def _place(request: HttpRequest, checkout: Checkout, invoice: InvoiceForm | None) -> HttpResponse:
    try:
        return _on_to(request, _placed(request, checkout, invoice))
    except services.NothingToBuy:
        return _nothing_to_buy(request)
    except tuple(REFUSALS) as refused:
        services.keep_draft(draft=checkout.draft)
        refusal = _made_good(request, checkout.draft, refused)
    now = checkout_of(shopper_of(request))
    if now is None or not now.contents.to_buy:
        messages.warning(request, _("Somebody was faster: what you chose is sold out. Nothing was ordered."))
        return redirect("basket:summary")
    return page_of(request, now, invoice=invoice, refusal=refusal, status=409)


def _made_good(request: HttpRequest, draft: Draft, refused: Exception) -> str:
    """What stood in the way is out of it; what to say of it."""
    if isinstance(refused, CouponUsedUp):
        drop_code(shopper=shopper_of(request), voucher_id=refused.voucher_id)
    if isinstance(refused, NotEnoughPoints):
        draft.points = refused.available
        services.keep_draft(draft=draft)
    return REFUSALS[type(refused)] % {"total": money(getattr(refused, "total", ZERO))}


@transaction.atomic
def _placed(request: HttpRequest, checkout: Checkout, invoice: InvoiceForm | None) -> Order:
    """The order, and with it to whom its invoice is to be made out."""
    order = services.place_order(
        draft=checkout.draft,
        form_key=request.POST.get("form_key", ""),
        seen_pieces=request.POST.get("seen_pieces", ""),
        seen_total=_amount(request.POST.get("seen_total", "")),
        user=request.user,
        visitor_id=getattr(request, "visitor_id", ""),
        language=get_language() or "en",
    )
    if invoice:
        ask_for_invoice(order=order, **invoice.cleaned_data)
    return order


def _on_to(request: HttpRequest, order: Order) -> HttpResponse:
    """Straight to Stripe's page, or to the order where there is nothing to pay or no way to."""
    if not order.user_id:  # a member's orders are known by their owner
        remember_in(request.session, order.number)
    try:
        return redirect(start_payment(order=order, site=request.build_absolute_uri))
    except NoWayToPay as reason:
        if order.status == Order.Status.PENDING:
            messages.warning(request, reason.words)
        return redirect(order)


def _keep_in_book(request: HttpRequest, sent: Details | None) -> None:
    if sent and sent.destination and request.user.is_authenticated and sent.wants_new and "keep" in request.POST:
        keep_address(user=request.user, destination=sent.destination)


def _amount(sent: str) -> Decimal:
    """The total the shopper saw. Whatever else is sent counts as nothing seen, so nothing is agreed to."""
    try:
        amount = Decimal(sent[:20])
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)
