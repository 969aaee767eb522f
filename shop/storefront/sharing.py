"""Sharing a product: a page with the member's own link, which scripts hand to the telephone and everyone may copy."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from membership.points.queries import ways_to_earn
from membership.rewards import queries, services
from shop.storefront.reviewing import shown_product


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Pressing the button makes the link, and is what counts as sharing."""
    product = shown_product(pk)
    if not product.is_public:
        raise Http404
    if request.method == "POST":
        services.share(user=request.user, product=product)
        return redirect("share", pk=pk)
    shared = queries.share_of_today(request.user, product)
    link = settings.STORE_URL + reverse("shared", args=[shared.code]) if shared else ""
    shown = {"product": product, "shared": shared, "link": link, "ways": ways_to_earn()}
    return render(request, "shop/storefront/share.html", shown)


@never_cache
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """By a member's link to the product."""
    product = services.count_visit(code=code.replace("\0", ""))
    if product is None:
        raise Http404
    return redirect(product)
