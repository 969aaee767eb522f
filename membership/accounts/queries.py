"""Reads about members, how they log in, and what a session has proved about the person behind it."""

from collections.abc import Collection

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel import clock
from membership.accounts import policy
from membership.models import User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def confirmed_emails_of(user_id: int) -> list[str]:
    """Addresses the member has shown to be theirs, as they were entered."""
    return list(EmailAddress.objects.filter(user_id=user_id, verified=True).values_list("email", flat=True))


def members_with(emails: Collection[str]) -> dict[str, int]:
    """Lower-case address → the id of the member who has shown that it is theirs. One query."""
    confirmed = EmailAddress.objects.filter(verified=True, email__in=emails).values_list("email", "user_id")
    return {email.lower(): user_id for email, user_id in confirmed}


def second_factors() -> QuerySet[Authenticator]:
    """Apps and passkeys of everyone; recovery codes only stand in for one of them."""
    return Authenticator.objects.filter(type__in=SECOND_FACTORS)


def has_second_factor(user: User) -> bool:
    return second_factors().filter(user=user).exists()


def has_shown_second_factor(request: HttpRequest) -> bool:
    """In this session, by this user. No query."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def has_fresh_proof(request: HttpRequest) -> bool:
    """Whether the last password, code or second factor of this session is fresh. No query."""
    records = get_authentication_records(request, request.user)
    last = max((record["at"] for record in records), default=0.0)
    return policy.is_fresh(now=clock.now().timestamp(), proved_at=last)
