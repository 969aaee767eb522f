"""The points mall: coupons and goods that points buy."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalogue.models import Product
from catalogue.photos.queries import Photo, photos_of
from kernel.templatetags.shop_money import thousands
from membership.points.queries import balance_of, most_percent_of_an_order
from promotions.coupons import services, tickets
from promotions.coupons.tickets import Ticket


class ExchangeForm(forms.Form):
    """``key`` makes a form that is sent twice exchange once."""

    key = forms.UUIDField()


@dataclass(frozen=True)
class Good:
    """A piece that points buy: one of ``product``, or of several where it stands for the first of them."""

    ticket: Ticket
    product: Product
    photo: Photo | None


@never_cache
@require_safe
def mall(request: HttpRequest) -> HttpResponse:
    return _mall(request)


@login_required
@require_POST
def exchanges(request: HttpRequest, pk: int) -> HttpResponse:
    """Points for a coupon, which is in the wallet then; a good is a coupon that makes one piece of it free."""
    form = ExchangeForm(request.POST)
    if not form.is_valid():
        return redirect("coupons:mall")
    try:
        services.claim(user=request.user, coupon_id=pk, form_key=str(form.cleaned_data["key"]))
    except services.CouponNotClaimable:
        return _mall(request, _("This cannot be had any more: you have had yours, all are gone, or its time is over."))
    except services.NotEnoughPoints as few:
        words = _("You have %(points)s points, and this costs more. Nothing was spent.")
        return _mall(request, words % {"points": thousands(few.available)})
    messages.success(request, _("It is in your wallet. Put the goods into the basket and it counts there."))
    return redirect("coupons:wallet")


def _mall(request: HttpRequest, refusal: str = "") -> HttpResponse:
    offered = tickets.in_the_mall(request.user.pk)
    shown = {
        "balance": balance_of(request.user.pk),
        "goods": _goods([ticket for ticket in offered if ticket.pieces]),
        "coupons": [ticket for ticket in offered if not ticket.pieces],
        "most_percent": most_percent_of_an_order(),
        "refusal": refusal,
        "key": uuid4(),
    }
    return render(request, "promotions/coupons/mall.html", shown, status=409 if refusal else 200)


def _goods(offered: Sequence[Ticket]) -> list[Good]:
    """Only what is in the shop. Two queries."""
    ids = {product_id for ticket in offered for product_id in ticket.product_ids}
    products = Product.objects.filter(is_public=True).in_bulk(ids)
    photos = photos_of(products)
    found = []
    for ticket in offered:
        product = next((products[pk] for pk in ticket.product_ids if pk in products), None)
        if product:
            found.append(Good(ticket, product, next(iter(photos.get(product.pk, ())), None)))
    return found
