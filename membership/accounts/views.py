from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from membership.accounts import queries, services


@login_required
@require_POST
@never_cache
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes stand in this one answer and nowhere else."""
    if not queries.has_second_factor(request.user):
        return redirect("mfa_index")
    codes = services.renew_recovery_codes(user=request.user)
    return render(request, "membership/accounts/recovery_codes.html", {"codes": codes})
