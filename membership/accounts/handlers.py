import logging
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from kernel import audit
from kernel.events import announce
from membership.accounts import queries, services
from membership.accounts.events import EmailConfirmed, SignedUp
from membership.models import User

security = logging.getLogger("security")


def tell_of_confirmed_email(email_address: EmailAddress, **_: Any) -> None:
    announce(EmailConfirmed(user_id=email_address.user_id))


def tell_of_new_member(user: User, **_: Any) -> None:
    announce(SignedUp(user_id=user.pk))


def trust_who_added_a_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Setting an app or a passkey up takes using it: nobody is asked for it again a moment later."""
    request.session.cycle_key()
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    _record(user, "second_factor_added", authenticator)


def forget_what_was_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Their other sessions have ended; without any factor left, this one has shown none."""
    services.end_sessions(user=user)
    update_session_auth_hash(request, user)
    if not queries.has_second_factor(user):
        records = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [r for r in records if r["method"] != "mfa"]
    _record(user, "second_factor_removed", authenticator)


def log_login(request: HttpRequest, user: User, **_: Any) -> None:
    """By what, never with what."""
    shown = [record["method"] for record in get_authentication_records(request, user)]
    security.info("login.succeeded", extra={"user_id": user.pk, "by": shown, "ip": get_ip(request)})


def log_wrong_password(request: HttpRequest | None = None, **_: Any) -> None:
    """The address that was typed stays out: it may be a password in the wrong field."""
    security.warning("login.refused", extra={"ip": get_ip(request) if request else ""})


def log_wrong_code(user: User, **_: Any) -> None:
    security.warning("second_factor.refused", extra={"user_id": user.pk})


def _record(user: User, what: str, authenticator: Authenticator) -> None:
    if user.is_staff:
        audit.record(action=f"staff.{what}", subject=f"user:{user.email}", after={"factor": authenticator.type})
