from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from membership.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth asks us how the shop does it."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new member is written to in the language they signed up in."""
        user.language = get_language() or "en"
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("office:today" if request.user.is_staff else "account:home")
