"""allauth's forms, where ours differ."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from django.utils.translation import gettext_lazy as _

from membership.accounts import policy, services

PASSWORD_HINT = _(
    "At least 8 characters: not digits alone, not like your e-mail or our name, not one that everybody uses."
)


class SaidOnce:
    """allauth writes the label into the field as well, calls the e-mail otherwise than the rest of the shop, and has
    a sentence for each thing that a new password must not be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ("login", "email"):
                field.label = _("E-mail")
            if name == "password1":
                field.help_text = PASSWORD_HINT


class LoginForm(SaidOnce, account.LoginForm):
    """The address and the password."""


class SignupForm(SaidOnce, account.SignupForm):
    """The same two; the code comes by mail."""


class AddEmailForm(SaidOnce, account.AddEmailForm):
    """The address to which an account moves."""


class ChangePasswordForm(SaidOnce, account.ChangePasswordForm):
    """The password so far, and the new one twice."""


class SetPasswordForm(SaidOnce, account.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(SaidOnce, account.ResetPasswordForm):
    """Whose password is forgotten."""


class ResetPasswordKeyForm(SaidOnce, account.ResetPasswordKeyForm):
    """The new password after that."""


class RequestLoginCodeForm(SaidOnce, account.RequestLoginCodeForm):
    """Where the code to log in shall go."""


class ReauthenticateByPasswordForm(SaidOnce, account.ReauthenticateForm):
    """The password once more."""


class RecoveryCodes:
    """A recovery code is looked for by its digest, which is all that is kept of it.

    allauth compares what is typed with what ``migrated_codes`` of the authenticator decrypt to, and removes what
    matched under a lock; digests decrypt to themselves (``SecondFactorAdapter``).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Named here so that the word is ours in Chinese, wherever allauth says it: Oscar has another for coupons.
        self.fields["code"].label = _("Code")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if policy.is_recovery_code(code):
            self.cleaned_data["code"] = policy.digest_of(code)
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not services.spend_code(user=self.user, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(RecoveryCodes, allauth.AuthenticateForm):
    """The second step of a log-in."""


class ReauthenticateForm(RecoveryCodes, allauth.ReauthenticateForm):
    """The second factor once more, before something that matters."""


class NamedInBothLanguages:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")


class AddPasskeyForm(NamedInBothLanguages, passkeys.AddWebAuthnForm):
    """allauth calls its field Name in every language, and says what is passwordless in words of its trade."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("Log in with this passkey alone")
            self.fields["passwordless"].help_text = _("The device asks for your finger, face or PIN; no password.")


class RenamePasskeyForm(NamedInBothLanguages, passkeys.EditWebAuthnForm):
    """As above."""
