"""Reviews of buyers: looked at before anybody else sees them, answered, and taken down where they must."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from catalogue.reviews import queries, services
from catalogue.reviews.queries import ProductReview, ReviewPhoto
from kernel.lifecycle import IllegalMove, MovedMeanwhile
from kernel.uploads import photograph_answer
from membership.staff.services import requires
from shop.backoffice.lists import page_of
from shop.backoffice.tabs import Tab

VIEWS = {
    "waiting": (ProductReview.FOR_MODERATION, gettext_lazy("Waiting")),
    "shown": (ProductReview.APPROVED, gettext_lazy("Shown")),
    "rejected": (ProductReview.REJECTED, gettext_lazy("Not shown")),
}


class Rejection(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why not, in words its author reads"), max_length=300)


class Reply(forms.Form):
    reply = forms.CharField(max_length=1000, required=False)


@requires("reviews.view")
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "waiting"
    page = page_of(queries.with_status(VIEWS[view][0]), request.GET.get("page"))
    tabs = [Tab(label, f"?view={name}", current=name == view) for name, (_status, label) in VIEWS.items()]
    rows = [(review, Rejection(auto_id=f"{review.pk}_%s")) for review in page.rows]
    return render(request, "shop/backoffice/reviews.html", {"page": page, "rows": rows, "tabs": tabs, "view": view})


@requires("reviews.view")
@require_safe
def photograph(request: HttpRequest, pk: int, photograph: UUID) -> HttpResponseBase:
    found = get_object_or_404(ReviewPhoto, pk=photograph, review=pk)
    return photograph_answer(found.file, f"review-{pk}.jpg")


@requires("reviews.judge")
@require_POST
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    def act(review: ProductReview) -> str:
        services.approve_review(review=review)
        return _("The review is shown, and its author is told.")

    return _done(request, pk, act)


@requires("reviews.judge")
@require_POST
def rejection(request: HttpRequest, pk: int) -> HttpResponse:
    form = Rejection(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why: its author reads it."))
        return redirect("office:reviews")

    def act(review: ProductReview) -> str:
        services.reject_review(review=review, reason=form.cleaned_data["reason"])
        return _("The review is not shown, and its author is told why.")

    return _done(request, pk, act)


@requires("reviews.judge")
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    form = Reply(request.POST)
    if not form.is_valid():
        messages.error(request, _("The answer is too long: a thousand characters at most."))
        return redirect("office:reviews")

    def act(review: ProductReview) -> str:
        services.answer_review(review=review, reply=form.cleaned_data["reply"])
        return _("The answer stands below the review.")

    return _done(request, pk, act)


def _done(request: HttpRequest, pk: int, act: Callable[[ProductReview], str]) -> HttpResponse:
    review = get_object_or_404(ProductReview, pk=pk)
    view = next(name for name, (status, _label) in VIEWS.items() if status == review.status)
    try:
        messages.success(request, act(review))
    except (IllegalMove, MovedMeanwhile):
        messages.warning(request, _("Somebody has looked at this review meanwhile."))
    answer = redirect("office:reviews")
    answer["Location"] += f"?view={view}"
    return answer


urlpatterns = [
    path("reviews/", reviews, name="reviews"),
    path("reviews/<int:pk>/photographs/<uuid:photograph>/", photograph, name="review-photograph"),
    path("reviews/<int:pk>/approval/", approval, name="review-approval"),
    path("reviews/<int:pk>/rejection/", rejection, name="review-rejection"),
    path("reviews/<int:pk>/reply/", reply, name="review-reply"),
]
