"""Promotions, as the merchant makes them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_safe

from membership.staff.services import requires


@requires("promotions.view")
@require_safe
def promotions(request: HttpRequest) -> HttpResponse:
    return redirect("office:coupons")


urlpatterns = [path("promotions/", promotions, name="promotions")]
