from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel import clock
from membership.accounts.queries import has_second_factor
from membership.addresses.queries import addresses_of, destination_of
from membership.points.queries import balance_of
from membership.tiers.queries import changes_of, standing_of
from orders.queries import orders_of
from promotions.coupons.queries import usable_in_wallet
from promotions.coupons.tickets import ending_soonest
from shop.account.forms import DetailsForm

RECENT, ENDING = 4, 2


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    usual, standing = addresses_of(request.user).first(), standing_of(request.user)
    changes = changes_of(request.user)[:RECENT]
    return render(
        request,
        "shop/account/overview.html",
        {
            "standing": standing,
            "changes": [(standing.name_of(change.after), change) for change in changes],
            "balance": balance_of(request.user.pk),
            "coupons": usable_in_wallet(request.user.pk, clock.now()).count(),
            "ending": ending_soonest(request.user.pk, ENDING),
            "orders": orders_of(request.user)[:RECENT],
            "destination": usual and destination_of(usual),
        },
    )


@login_required
def security(request: HttpRequest) -> HttpResponse:
    form = DetailsForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Details saved."))
        return redirect("account:security")
    context = {"form": form, "has_second_factor": has_second_factor(request.user)}
    return render(request, "shop/account/security.html", context, status=422 if form.is_bound else 200)
