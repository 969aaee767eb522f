"""What is wrong with money, for those who may give it back: each alert until somebody looked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from membership.staff.services import requires
from orders.payments import queries
from orders.payments.services.alerts import resolve_alert


@requires("orders.refund")
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    shown = {"alerts": queries.open_alerts()[:100], "refunds": queries.refunds_on_their_way()[:100]}
    return render(request, "orders/payments/backoffice/alerts.html", shown)


@requires("orders.refund")
@require_POST
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    alert = get_object_or_404(queries.open_alerts(), pk=pk)
    resolve_alert(alert=alert, by=request.user.email)
    messages.success(request, _("Noted. The alert stays in the audit log."))
    return redirect("office:payments")


urlpatterns = [
    path("payments/", alerts, name="payments"),
    path("payments/<int:pk>/resolution/", resolution, name="payment-resolution"),
]
