"""What a buyer says of a product: asked of those who received it, once for each."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue.models import Product
from catalogue.reviews import queries, services
from kernel.photographs import Photograph
from kernel.uploads import PhotographsField
from membership.points.queries import ways_to_earn
from orders.queries import number_delivered_with
from shop.storefront.pages import Page

STARS = [
    (5, gettext_lazy("★★★★★ Very good")),
    (4, gettext_lazy("★★★★ Good")),
    (3, gettext_lazy("★★★ All right")),
    (2, gettext_lazy("★★ Not so good")),
    (1, gettext_lazy("★ Bad")),
]


OPINION = "components/opinion.html"


class ReviewForm(forms.Form):
    score = forms.TypedChoiceField(
        label=gettext_lazy("Your score"), coerce=int, choices=STARS, widget=forms.RadioSelect
    )
    title = forms.CharField(label=pgettext_lazy("of a review", "Title"), max_length=80)
    body = forms.CharField(label=gettext_lazy("Your review"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    photographs = PhotographsField(
        label=gettext_lazy("Photographs"),
        required=False,
        help_text=gettext_lazy("Up to six. Where they were taken is removed."),
    )

    @property
    def words(self) -> services.Words:
        return services.Words(**{name: self.cleaned_data[name] for name in ("score", "title", "body")})

    @property
    def sent(self) -> list[Photograph]:
        return self.cleaned_data["photographs"]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What they said and what became of it; the form, for who bought it and has not said anything that stands."""
    product = shown_product(pk)
    said = queries.review_by(request.user.pk, product)
    order_number = number_delivered_with(request.user, product)
    may_write = bool(order_number) and (said is None or said.status == said.REJECTED)
    form = ReviewForm(*((request.POST, request.FILES) if request.method == "POST" else ())) if may_write else None
    if form and form.is_bound and form.is_valid() and _written(request, product, form, order_number):
        return redirect("review", pk=product.pk)
    shown = {"product": product, "said": said, "form": form, "has_bought": bool(order_number), "ways": ways_to_earn()}
    status = 422 if form and form.is_bound else 403 if request.method == "POST" else 200
    return render(request, "shop/storefront/review.html", shown, status=status)


def with_own_opinion(request: HttpRequest, page: Page, product_id: int) -> Page:
    """To a member who has reviewed the product its page says what became of that, where others are asked for one."""
    said = queries.review_by(request.user.pk, product_id) if request.user.is_authenticated else None
    if said is None:
        return page
    asked, told = (render_to_string(OPINION, {"pk": product_id, "said": each}) for each in (None, said))
    return replace(page, main=mark_safe(page.main.replace(asked, told)))  # noqa: S308 - both drawn by our own template


def _written(request: HttpRequest, product: Product, form: ReviewForm, order_number: str) -> bool:
    try:
        services.write_review(
            product=product, user=request.user, words=form.words, bought_with=order_number, photographs=form.sent
        )
    except services.AlreadyReviewed:
        messages.info(request, _("You have reviewed this product already."))
    else:
        messages.success(request, _("Thank you. Your review is shown once somebody has looked at it."))
    return True


def shown_product(pk: int) -> Product:
    """What has a page, whichever of its variants is named; 404 where there is none."""
    found = get_object_or_404(Product.objects.select_related("parent"), pk=pk)
    return found.parent if found.is_child else found
