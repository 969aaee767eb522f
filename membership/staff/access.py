"""The lock on every back-office page: who may pass, and what is said to those who may not."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator

from kernel import clock
from membership.accounts import queries as accounts
from membership.staff import policy, queries
from membership.staff.words import RIGHTS

security = logging.getLogger("security")

View = Callable[..., HttpResponse]
_BEGAN, _LAST_SEEN = "office_began", "office_last_seen"


def requires(permission: str, *, to_change: str = "", fresh_for: str = "") -> Callable[[Any], Any]:
    """Lock a view (function or class): reading needs ``permission``, any other method ``to_change`` where given.

    Strangers are sent to log in, shoppers find nothing (404), staff who have not shown their second factor are asked
    for it, staff without the right are told who can grant it (403). Who asks by the method ``fresh_for`` proves again
    who they are unless they just did; what they sent is kept meanwhile.
    The view carries ``permission`` and ``to_change`` for the test that walks all pages.
    """
    for named in filter(None, [permission, to_change]):
        policy.GRANTS[named]  # a misspelt permission stops the import, not the first click

    def lock(view: Any) -> Any:
        if isinstance(view, type):
            return method_decorator(lock, name="dispatch")(view)

        @wraps(view)
        def locked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            needed = to_change if to_change and request.method not in ("GET", "HEAD", "OPTIONS") else permission
            response = _refusal(request, needed)
            if response is None and request.method == fresh_for:
                _ask_for_fresh_proof(request)
            response = response or view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        locked.permission, locked.to_change = permission, to_change or permission  # type: ignore[attr-defined]
        return locked

    return lock


def _refusal(request: HttpRequest, permission: str) -> HttpResponse | None:
    """None for those who may pass."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    roles = queries.roles_of(request.user)
    if not roles:
        _log(request, permission)
        raise Http404
    if _session_has_ended(request):
        logout(request)
        return redirect_to_login(request.get_full_path())
    if settings.STAFF_MFA_REQUIRED and not accounts.has_shown_second_factor(request):
        return _sent_to_second_factor(request)
    if not policy.may(roles, permission):
        _log(request, permission)
        return _told_who_can_grant(request, permission)
    return None


def _session_has_ended(request: HttpRequest) -> bool:
    now = clock.now().timestamp()
    began = request.session.setdefault(_BEGAN, now)
    last_seen = request.session.get(_LAST_SEEN, now)
    if policy.session_has_ended(now=now, began=began, last_seen=last_seen):
        return True
    if now - request.session.get(_LAST_SEEN, 0) > 60:  # a write a minute is enough to know who is idle
        request.session[_LAST_SEEN] = now
    return False


def _sent_to_second_factor(request: HttpRequest) -> HttpResponse:
    """To show the one they have, else to set one up."""
    page = "mfa_reauthenticate" if accounts.has_second_factor(request.user) else "mfa_index"
    return redirect_to_login(request.get_full_path(), login_url=reverse(page))


def _ask_for_fresh_proof(request: HttpRequest) -> None:
    """Raises ReauthenticationRequired, which allauth's middleware answers: it asks, and goes on with this request.

    Who has neither password nor second factor has nothing to prove with but the code of their log-in.
    """
    if not accounts.has_fresh_proof(request) and get_adapter().get_reauthentication_methods(request.user):
        raise ReauthenticationRequired


def _told_who_can_grant(request: HttpRequest, permission: str) -> HttpResponse:
    shown = {"right": RIGHTS[permission], "owners": queries.owners()}
    return render(request, "membership/staff/refused.html", shown, status=403)


def _log(request: HttpRequest, permission: str) -> None:
    security.warning("staff.denied", extra={"user_id": request.user.pk, "permission": permission, "path": request.path})
