"""The focus images of the home page: what is planned, from when until when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel import clock
from kernel.meanwhile import in_one_transaction, is_up_to_date, seen_of
from membership.staff.services import requires
from shop.backoffice.bilingual import Bilingual, in_both
from shop.backoffice.pictures import PictureField
from shop.content import queries, services
from shop.content.models import FocusImage


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"


class FocusForm(Bilingual):
    bilingual = ("eyebrow", "title", "text", "button", "alt")

    picture = PictureField(label=gettext_lazy("Picture"), largest_side=2000, is_opaque=True)

    class Meta:
        model = FocusImage
        fields = [*in_both("eyebrow", "title", "text", "button", "alt"), "picture", "link", "starts_at", "ends_at"]
        widgets = dict.fromkeys(["starts_at", "ends_at"], MomentInput(format="%Y-%m-%dT%H:%M"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in in_both("title", "button", "alt"):
            self.fields[name].required = True


@requires("content.edit")
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Every image, the latest start first; the one shown now is marked."""
    shown = {"images": FocusImage.objects.all()[:100], "shown_now": queries.focus().image, "now": clock.now()}
    return render(request, "shop/backoffice/focus/plan.html", shown)


@requires("content.edit")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def image(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    planned = get_object_or_404(FocusImage, pk=pk) if pk else FocusImage(starts_at=clock.now())
    form = FocusForm(request.POST or None, request.FILES or None, instance=planned)
    subject = f"focus {pk}"
    if request.method == "POST" and form.is_valid() and is_up_to_date(request, form, subject):
        services.schedule_focus_image(image=form.save(commit=False))
        messages.success(request, _("The focus image is planned."))
        return redirect("office:focus")
    shown = {"form": form, "image": planned, "seen": seen_of(subject) if pk else ""}
    return render(request, "shop/backoffice/focus/image.html", shown)


@requires("content.edit")
@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    services.withdraw_focus_image(image=get_object_or_404(FocusImage, pk=pk))
    messages.success(request, _("The focus image is gone."))
    return redirect("office:focus")


urlpatterns = [
    path("focus/", plan, name="focus"),
    path("focus/new/", image, name="focus_new"),
    path("focus/<int:pk>/", image, name="focus_image"),
    path("focus/<int:pk>/removal/", removal, name="focus_removal"),
]
