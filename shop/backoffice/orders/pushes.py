"""What carriers said that found no parcel, or that we choked on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel import audit
from membership.staff.services import requires
from orders.fulfilment import queries, services
from shop.backoffice.lists import page_of
from shop.backoffice.tabs import Tab


@requires("orders.view")
@require_safe
def pushes(request: HttpRequest) -> HttpResponse:
    view = "dead" if request.GET.get("view") == "dead" else "unmatched"
    found = {"unmatched": queries.unmatched_pushes(), "dead": queries.dead_pushes()}
    labels = {"unmatched": _("No parcel found"), "dead": _("Failed")}
    tabs = [Tab(labels[name], f"?view={name}", count=found[name].count(), current=name == view) for name in found]
    page = page_of(found[view], request.GET.get("page"))
    return render(request, "shop/backoffice/orders/pushes.html", {"view": view, "tabs": tabs, "page": page})


@requires("orders.ship")
@require_POST
def revival(request: HttpRequest, pk: int) -> HttpResponse:
    push = get_object_or_404(queries.dead_pushes(), pk=pk)
    services.revive_push(push=push)
    audit.record(action="orders.push_revived", subject=f"push:{push.pk}", before={"error": push.last_error})
    messages.success(request, _("The push is tried again."))
    return redirect("office:order-pushes")
