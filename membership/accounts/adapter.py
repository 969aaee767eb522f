"""Where allauth asks us how the shop does it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from qrcode import make as qr_code
from qrcode.image.svg import SvgPathImage

from kernel.sealing import opened, sealed
from membership.accounts import policy, queries
from membership.messages.queries import letterhead, sender
from membership.models import User

#: allauth says no more than that the code is wrong.
INCORRECT_CODE = {"incorrect_code": _("Incorrect code. Check it and type it once more.")}


class AccountAdapter(DefaultAccountAdapter):
    """Signing up, logging in, and proving again who one is."""

    error_messages = DefaultAccountAdapter.error_messages | INCORRECT_CODE

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new member is written to in the language they signed up in."""
        user.language = get_language() or "en"
        return super().save_user(request, user, form, commit)

    def render_mail(self, template_prefix: str, email: str | list[str], context: dict, headers: Any = None) -> Any:
        """What allauth says in plain words stands in the frame of all our mails as well."""
        mail = super().render_mail(template_prefix, email, context, headers)
        writer, paragraphs = letterhead(), mail.body.split("\n\n")
        said = {"subject": mail.subject, "paragraphs": paragraphs, "code": context.get("code"), "letterhead": writer}
        mail.attach_alternative(render_to_string("account/email/frame.html", said), "text/html")
        return mail

    def get_from_email(self) -> str:
        return sender(letterhead())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("office:today" if request.user.is_staff else "account:home")

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Who has just logged in is not asked a second time."""
        return not queries.has_fresh_proof(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """Who has a second factor shows that one: a password may have been looked over somebody's shoulder."""
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"].startswith("mfa")] or methods


class SecondFactorAdapter(DefaultMFAAdapter):
    """What an authenticator app is told, and how its secret is kept."""

    error_messages = DefaultMFAAdapter.error_messages | INCORRECT_CODE

    def build_totp_svg(self, url: str) -> str:
        """An element to stand in the page, without a declaration and without styles."""
        return qr_code(url, image_factory=SvgPathImage).to_string(encoding="unicode")

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; a recovery code stays the digest it is, which nothing turns back."""
        return encrypted_text if policy.is_digest(encrypted_text) else opened(encrypted_text)
