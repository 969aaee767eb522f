"""Reads about members and how they log in."""

from allauth.account.models import EmailAddress


def confirmed_emails_of(user_id: int) -> list[str]:
    """Addresses the member has shown to be theirs, as they were entered."""
    return list(EmailAddress.objects.filter(user_id=user_id, verified=True).values_list("email", flat=True))
