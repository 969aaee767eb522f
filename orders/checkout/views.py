"""Address, delivery, review. Every step keeps what was typed; the last one places the order."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue.inventory.services import NotEnoughStock
from kernel import pace
from kernel.templatetags.shop_money import money
from membership.addresses.queries import addresses_of, destination_of
from membership.addresses.services import Destination, address_form, keep_address
from orders.basket.queries import carried_in, proposal_for, shopper_of, sums_of, tiers_of
from orders.basket.services import drop_code
from orders.checkout import services
from orders.checkout.forms import ContactForm, PointsForm
from orders.checkout.queries import Checkout, checkout_of
from orders.checkout.steps import NAMES, steps_to
from orders.invoices.services import InvoiceForm, ask_for_invoice
from orders.loyalty.services import NotEnoughPoints
from orders.models import Order
from orders.queries import order_placed_with, order_to_pay_in
from orders.services import remember_in
from promotions.coupons.services import CouponUsedUp
from promotions.services import OfferUsedUp

Step = Callable[[HttpRequest, Checkout], HttpResponse]
#: A minute and address: whoever places orders holds pieces that nobody else can buy.
MOST_ORDERS = 60
NOT_TYPED = {"csrfmiddlewaretoken", "redraw", "form_key", "seen_pieces", "seen_total"}


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
    return redirect("checkout:address")


@step
def address(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """Where the parcel goes and whom we write to. Asking for another country's form judges nothing yet."""
    posted = request.POST if request.method == "POST" else None
    is_sent = bool(posted) and "redraw" not in posted
    known = {**_initial(request, checkout), **_typed(request.POST)}
    contact = ContactForm(posted if is_sent else None, initial=known)
    form = address_form(posted if not _saved(request) else None, initial=known)
    if is_sent:
        destination = _destination(request, form)
        if contact.is_valid() and destination:
            services.keep_destination(
                draft=checkout.draft,
                typed=_typed(request.POST),
                destination=destination,
                email=contact.cleaned_data["email"],
            )
            _keep_in_book(request, destination)
            return redirect("checkout:delivery")
    if posted:
        services.keep_typed(draft=checkout.draft, typed=_typed(posted))
    return _page(request, checkout, "address", contact=contact, form=form, saved=_saved_addresses(request, checkout))


@step
def delivery(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """How the parcel travels, with the day it arrives."""
    if checkout.destination is None:
        return redirect("checkout:address")
    refusal = ""
    if request.method == "POST":
        method = request.POST.get("method", "")
        if method in checkout.ways_there:
            services.keep_method(draft=checkout.draft, method=method)
            return redirect("checkout:review")
        refusal = _("Choose one of the deliveries.")
    return _page(request, checkout, "delivery", refusal=refusal)


@step
def review(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """The whole order once more; sending this form places it."""
    if request.method == "POST":
        return _sent(request, checkout)
    if checkout.destination is None:
        return redirect("checkout:address")
    if checkout.delivery is None:
        return redirect("checkout:delivery")
    return _review(request, checkout)


@step
def points(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """How many points pay for a part of the goods; the review shows what is left to pay."""
    if request.method != "POST" or checkout.delivery is None:
        return redirect("checkout:review")
    form = PointsForm(checkout, request.POST)
    if not form.is_valid():
        return _review(request, checkout, points=form)
    services.keep_points(draft=checkout.draft, points=form.cleaned_data["points"])
    return redirect("checkout:review")


def _sent(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """The review as it was sent; an invoice that cannot be made out is asked about first."""
    if not pace.may_go_on("orders", most=MOST_ORDERS):
        return _too_fast(request, checkout)
    invoice = InvoiceForm(request.POST, prefix="invoice") if request.POST.get("invoice-title") else None
    if invoice and not invoice.is_valid():
        return _review(request, checkout, invoice=invoice)
    try:
        return _place(request, checkout, invoice)
    except services.NotDeliverable:
        messages.info(request, _("Nothing was ordered yet: this step is still to be done."))
        return redirect("checkout:review")


def _too_fast(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    refusal = _("That was too fast. Nothing was ordered: please wait a minute and send the order again.")
    response = _review(request, checkout, refusal=refusal, status=429)
    response["Retry-After"] = str(pace.MINUTE)
    return response


def _place(request: HttpRequest, checkout: Checkout, invoice: InvoiceForm | None) -> HttpResponse:
    try:
        return _on_to(request, _placed(request, checkout, invoice))
    except services.PriceRose as rise:
        refusal = _("The price has risen to %(total)s. Nothing was ordered yet: send the order again if you agree.")
        refusal %= {"total": money(rise.total)}
    except (services.StockChanged, NotEnoughStock):
        refusal = _("Your basket has changed, or somebody was faster. Nothing was ordered yet; this can be sent.")
    except CouponUsedUp as used_up:
        drop_code(shopper=shopper_of(request), voucher_id=used_up.voucher_id)
        refusal = _("A discount has been used up meanwhile. Nothing was ordered yet; this is the price without it.")
    except OfferUsedUp:
        refusal = _("A discount has been used up meanwhile. Nothing was ordered yet; this is the price without it.")
    except NotEnoughPoints as refused:
        services.keep_points(draft=checkout.draft, points=refused.available)
        refusal = _("Your points were spent elsewhere meanwhile. Nothing was ordered; this is the price without them.")
    except services.NothingToBuy:
        return _nothing_to_buy(request)
    now = checkout_of(shopper_of(request))
    if now is None or not now.contents.to_buy:
        messages.warning(request, _("Somebody was faster: what you chose is sold out. Nothing was ordered."))
        return redirect("basket:summary")
    return _review(request, now, invoice=invoice, refusal=refusal, status=409)


@transaction.atomic
def _placed(request: HttpRequest, checkout: Checkout, invoice: InvoiceForm | None) -> Order:
    """The order, and with it to whom its invoice is to be made out."""
    order = services.place_order(
        basket=checkout.basket,
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
    """To the payment, by the same kind of request (307), or to the order where there is nothing to pay."""
    if not order.user_id:  # a member's orders are known by their owner
        remember_in(request.session, order.number)
    if order.status != Order.Status.PENDING:
        return redirect(order)
    response = HttpResponseRedirect(reverse("payments:start", kwargs={"number": order.number}))
    response.status_code = 307
    return response


def _review(request: HttpRequest, checkout: Checkout, **more: Any) -> HttpResponse:
    more["points"] = more.get("points") or PointsForm(checkout)
    more["invoice"] = more.get("invoice") or InvoiceForm(prefix="invoice")
    return _page(request, checkout, "review", **more)


def _page(request: HttpRequest, checkout: Checkout, name: str, *, status: int = 200, **more: Any) -> HttpResponse:
    forms = [form for form in map(more.get, ("contact", "form", "points", "invoice")) if form is not None]
    if more.get("refusal") or any(form.errors for form in forms):
        status = status if status != 200 else 422
    context = {
        "checkout": checkout,
        "steps": steps_to(name),
        "step_number": NAMES.index(name) + 1,
        "sums": sums_of(checkout.quote, delivery_note=_delivery_note(checkout)),
        "tiers": tiers_of(checkout.quote.verdicts),
        "forms": forms,
        **(_coupons(checkout) if name == "review" else {}),
        **more,
    }
    return render(request, f"orders/checkout/{name}.html", context, status=status)


def _coupons(checkout: Checkout) -> dict[str, Any]:
    """What the last step says of coupons: the one in use, and a better one."""
    contents = checkout.contents
    return {
        "carried": carried_in(contents),
        "coupon_is_lost": contents.coupon_is_lost,
        "proposal": proposal_for(contents),
    }


def _delivery_note(checkout: Checkout) -> str:
    return "" if checkout.delivery else _("chosen in the next step")


def _typed(posted: Any) -> dict[str, str]:
    """What was typed, as it was; nobody types a thousand characters into an address, or one that JSON cannot keep."""
    typed = {name: posted[name][:1000].replace("\0", "") for name in list(posted)[:40] if name not in NOT_TYPED}
    return {name: words for name, words in typed.items() if "\0" not in name}


def _initial(request: HttpRequest, checkout: Checkout) -> dict[str, Any]:
    """What was typed before, else what we know of the member."""
    if checkout.draft.typed:
        return checkout.draft.typed
    known: dict[str, Any] = {"country": "CN"}
    if request.user.is_authenticated:
        known |= {"email": request.user.email, "name": request.user.get_full_name(), "phone": request.user.phone}
    return known


def _saved(request: HttpRequest) -> str:
    chosen = request.POST.get("saved", "")
    return chosen if request.user.is_authenticated and chosen.isdecimal() and len(chosen) < 12 else ""


def _saved_addresses(request: HttpRequest, checkout: Checkout) -> list[dict[str, Any]]:
    """The member's book, each address with whether it is the one chosen; the usual one at first."""
    if not request.user.is_authenticated:
        return []
    book = [(kept, destination_of(kept)) for kept in addresses_of(request.user)]
    chosen = str(checkout.draft.typed.get("saved", "") or (book[0][0].pk if book else ""))
    return [{"id": kept.pk, "to": to, "chosen": str(kept.pk) == chosen} for kept, to in book]


def _destination(request: HttpRequest, form: Any) -> Destination | None:
    if chosen := _saved(request):
        kept = addresses_of(request.user).filter(pk=int(chosen)).first()
        return destination_of(kept) if kept else None
    return form.destination() if form.is_valid() else None


def _keep_in_book(request: HttpRequest, destination: Destination) -> None:
    if request.user.is_authenticated and "keep" in request.POST and not _saved(request):
        keep_address(user=request.user, destination=destination)


def _amount(sent: str) -> Decimal:
    """The total the shopper saw. Whatever else is sent counts as nothing seen, so nothing is agreed to."""
    try:
        amount = Decimal(sent[:20])
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)
