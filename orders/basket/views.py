from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalogue.skus.queries import buyable
from kernel import pace
from kernel.templatetags.shop_money import money
from orders.basket import guesses, services, words
from orders.basket.models import Line
from orders.basket.queries import (
    MOST_OF_ONE,
    Contents,
    carried_in,
    contents_of,
    open_basket_of,
    proposal_for,
    shopper_of,
)
from orders.shipping.queries import charge_in_words, least_charge

#: A minute and address.
MOST_ADDITIONS = 120


@never_cache
@require_GET
def summary(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def lines(request: HttpRequest) -> HttpResponse:
    """Put pieces of a SKU into the basket."""
    if not pace.may_go_on("basket", most=MOST_ADDITIONS):
        return _too_fast(request)
    stock = buyable(request.POST.get("sku", ""))
    if stock is None:
        return _page(request, _("We do not sell this variant. Please choose another one on its page."), status=404)
    if stock.free < 1:
        return _page(request, _("This is sold out at the moment. Nothing was added."), status=409)
    try:
        services.add(shopper=shopper_of(request), stock=stock, quantity=_quantity(request))
    except services.ImpossibleQuantity:
        return _page(request, _refused_quantity(), status=422)
    return _added(request, _("Added: %(title)s") % {"title": stock.title})


def _too_fast(request: HttpRequest) -> HttpResponse:
    response = _page(request, _("That was too fast. Please wait a minute; nothing was added."), status=429)
    response["Retry-After"] = str(pace.MINUTE)
    return response


def _added(request: HttpRequest, words: str) -> HttpResponse:
    """Straight to the checkout for who buys now; for htmx a toast and the new count; else the basket."""
    is_partial = "HX-Request" in request.headers
    if request.POST.get("then") == "checkout":
        start = reverse("checkout:start")
        return HttpResponse(headers={"HX-Redirect": start}) if is_partial else redirect(start)
    if is_partial:
        return render(request, "orders/basket/added.html", {"words": words})
    messages.success(request, words)
    return redirect("basket:summary")


@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how many, remove a line or take it back."""
    shopper = shopper_of(request)
    try:
        if "remove" in request.POST:
            services.remove(shopper=shopper, line_id=pk)
        elif "take_back" in request.POST:
            services.take_back(shopper=shopper, line_id=pk)
        else:
            services.set_quantity(shopper=shopper, line_id=pk, quantity=_quantity(request))
    except Line.DoesNotExist:
        return _page(request, _("This is no longer in your basket."), status=404)
    except services.ImpossibleQuantity:
        return _page(request, _refused_quantity(), status=422)
    return redirect("basket:summary")


@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Use a coupon of the wallet, use a code, or put either aside."""
    shopper, sent = shopper_of(request), request.POST
    if (voucher_id := _id(sent.get("drop", ""))) is not None:
        services.drop_code(shopper=shopper, voucher_id=voucher_id)
        return redirect("basket:summary")
    try:
        if (coupon_id := _id(sent.get("coupon", ""))) is not None:
            services.use_coupon(shopper=shopper, coupon_id=coupon_id)
        else:
            guesses.use_code(request, shopper, sent.get("code", ""))
    except guesses.TooManyTries:
        return guesses.told_to_wait(request)
    except services.CodeRefused:
        refusal = _("This code brings nothing now. Check the letters, or go on without it.")
        return _page(request, code_refusal=refusal, status=422)
    return redirect("basket:summary")


def _id(sent: str) -> int | None:
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else None


def _page(request: HttpRequest, refusal: str = "", *, code_refusal: str = "", status: int = 200) -> HttpResponse:
    if refusal and "HX-Request" in request.headers:
        return render(request, "components/toast.html", {"text": refusal}, status=status)
    contents = contents_of(open_basket_of(shopper_of(request)))
    pieces = sum(entry.wanted for entry in contents.entries)
    request.basket_count = pieces  # type: ignore[attr-defined]
    quoted = contents.quote
    context = {
        "contents": contents,
        "quote": quoted,
        "pieces": pieces,
        "sums": words.sums_of(quoted, delivery_note=_delivery_note(contents)),
        "reasons": words.reasons_of(quoted),
        "tiers": words.tiers_of(quoted.verdicts),
        "carried": carried_in(contents),
        "coupon_is_lost": contents.coupon_is_lost,
        "proposal": proposal_for(contents),
        "refusal": refusal,
        "code_refusal": code_refusal,
        "code": request.POST.get("code", "")[:64],
        "most": MOST_OF_ONE,
    }
    return render(request, "orders/basket/summary.html", context, status=status)


def _delivery_note(contents: Contents) -> str:
    """Delivery is chosen in the checkout; here it is said what it will cost at least."""
    least = least_charge(contents.quote.total) if contents.to_buy else None
    if least is None:
        return "–"
    return _("from %(price)s, chosen at checkout") % {"price": money(least)} if least else charge_in_words(least)


def _refused_quantity() -> str:
    return _("Choose a whole number from 1 to %(most)s. Nothing was changed.") % {"most": MOST_OF_ONE}


def _quantity(request: HttpRequest) -> int:
    """What was typed as a number of pieces; anything that is no such number is refused like 0."""
    typed = request.POST.get("quantity", "1").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0
