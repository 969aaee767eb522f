from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LogoutView
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


class Logout(LogoutView):
    """Leaves nothing of the member in the browser, neither pages nor what they kept."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(*args, **kwargs)
        answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer
