from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from membership.sessions import queries, services


@login_required
@require_safe
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the member is logged in."""
    open_now = queries.sessions_of(request.user, request.session.session_key)
    return render(request, "membership/sessions/sessions.html", {"sessions": open_now})


@login_required
@require_POST
@never_cache
@reauthentication_required(app="allauth.mfa")
def endings(request: HttpRequest) -> HttpResponse:
    """The session that is named is over; without a name, all others are."""
    if name := request.POST.get("session", ""):
        services.end_session(user=request.user, name=name)
        messages.success(request, _("You are logged out there."))
    else:
        services.end_other_sessions(user=request.user, keep=request.session.session_key)
        messages.success(request, _("You are logged out everywhere else."))
    return redirect("account:sessions")
