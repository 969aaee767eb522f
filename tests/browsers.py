"""Browsers of the tests."""

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from kernel import clock
from membership.models import User


class Browser(Client):
    """Whoever is logged in by force has just shown the password and, where they work here, the second factor."""

    def force_login(self, user: User, backend: str | None = None) -> None:
        super().force_login(user, backend)
        show_proofs(self, user)


def show_proofs(browser: Client, user: User) -> None:
    """As allauth notes them in the session."""
    session = browser.session
    works_here = User.objects.filter(pk=user.pk, is_staff=True).exists()  # ``user`` may be older than the role
    methods = ["password", "mfa"] if works_here else ["password"]
    proofs = [{"method": method, "at": clock.now().timestamp()} for method in methods]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = proofs
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
