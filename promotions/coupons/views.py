"""The claim centre and the wallet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kernel.templatetags.shop_money import thousands
from promotions.coupons import services, tickets


@never_cache
@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    return _centre(request)


def _centre(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    shown = {"tickets": tickets.offered_to(request.user.pk), "refusal": refusal}
    return render(request, "promotions/coupons/centre.html", shown, status=status)


@require_POST
def claims(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim a coupon with one tap: with htmx its ticket changes in place, else the claim centre comes again."""
    if not request.user.is_authenticated:
        return _to_login(request)
    try:
        services.claim(user=request.user, coupon_id=pk)
    except services.CouponNotClaimable:
        words = _("This coupon cannot be claimed: you have had yours, all are gone, or its time is over.")
        return _refused(request, pk, words)
    except services.NotEnoughPoints as few:
        words = _("You have %(points)s points, and this coupon costs more. Nothing was spent.")
        return _refused(request, pk, words % {"points": thousands(few.available)})
    words = _("It is in your wallet. We propose it when it fits your basket.")
    if "HX-Request" in request.headers:
        return _in_place(request, pk, words)
    messages.success(request, words)
    return redirect("coupons:centre")


def _refused(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        return _in_place(request, pk, words)
    return _centre(request, words, status=409)


def _in_place(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    """htmx swaps only what succeeded: the ticket as it stands now, and the words as a toast."""
    shown = {"ticket": tickets.offered(pk, request.user.pk), "words": words}
    return render(request, "promotions/coupons/claimed.html", shown)


def _to_login(request: HttpRequest) -> HttpResponse:
    answer = redirect_to_login(reverse("coupons:centre"))
    return HttpResponse(headers={"HX-Redirect": answer["Location"]}) if "HX-Request" in request.headers else answer


@never_cache
@login_required
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    return render(request, "promotions/coupons/wallet.html", {"wallet": tickets.wallet_of(request.user.pk)})
