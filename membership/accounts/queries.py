"""Reads about members and how they log in."""

from collections.abc import Collection

from allauth.account.models import EmailAddress


def confirmed_emails_of(user_id: int) -> list[str]:
    """Addresses the member has shown to be theirs, as they were entered."""
    return list(EmailAddress.objects.filter(user_id=user_id, verified=True).values_list("email", flat=True))


def members_with(emails: Collection[str]) -> dict[str, int]:
    """Lower-case address → the id of the member who has shown that it is theirs. One query."""
    confirmed = EmailAddress.objects.filter(verified=True, email__in=emails).values_list("email", "user_id")
    return {email.lower(): user_id for email, user_id in confirmed}
