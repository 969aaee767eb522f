"""The merchant's side: every invoice by its number, each to take along."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from membership.staff.services import requires
from orders.invoices import queries
from orders.invoices.views import handed_out

ON_A_PAGE = 50


@requires("invoices.view")
@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.all_invoices(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "orders/invoices/backoffice/list.html", {"page": page})


@requires("invoices.view")
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    return handed_out(get_object_or_404(queries.all_invoices(), pk=pk))


urlpatterns = [
    path("invoices/", invoices, name="invoices"),
    path("invoices/<int:pk>/", paper, name="invoice"),
]
