from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from membership.addresses import queries, services
from membership.addresses.forms import KeptAddressForm


@require_safe
@cache_control(public=True, max_age=86_400)
def regions(request: HttpRequest) -> HttpResponse:
    """The whole tree, for the script that fills one choice from the other."""
    return JsonResponse(queries.tree())


@login_required
def address_book(request: HttpRequest) -> HttpResponse:
    book = [(address, queries.destination_of(address)) for address in queries.addresses_of(request.user)]
    return render(request, "membership/addresses/book.html", {"book": book})


@login_required
def new_address(request: HttpRequest) -> HttpResponse:
    form = KeptAddressForm(request.POST or None, initial={"name": request.user.get_full_name()})
    return _keep(request, form)


@login_required
def address(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(queries.addresses_of(request.user), pk=pk)
    return _keep(request, KeptAddressForm.of(kept, request.POST or None), pk=pk)


def _keep(request: HttpRequest, form: KeptAddressForm, **place: Any) -> HttpResponse:
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "membership/addresses/form.html", {"form": form, **place}, status=status)
    services.keep_address(
        user=request.user, destination=form.destination(), is_default=form.cleaned_data["is_default"], **place
    )
    messages.success(request, _("Address saved."))
    return redirect("account:addresses")


@login_required
@require_POST
def address_removal(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.addresses_of(request.user), pk=pk)
    services.forget_address(user=request.user, pk=pk)
    messages.success(request, _("Address removed."))
    return redirect("account:addresses")
