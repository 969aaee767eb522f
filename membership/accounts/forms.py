"""allauth's forms for the second factor, where ours differ."""

from typing import Any

from allauth.mfa.base import forms as allauth
from allauth.mfa.webauthn import forms as passkeys
from django.utils.translation import gettext_lazy as _

from membership.accounts import policy


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
        return super().clean_code()


class AuthenticateForm(RecoveryCodes, allauth.AuthenticateForm):
    """The second step of a log-in."""


class ReauthenticateForm(RecoveryCodes, allauth.ReauthenticateForm):
    """The second factor once more, before something that matters."""


class NamedInBothLanguages:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")


class AddPasskeyForm(NamedInBothLanguages, passkeys.AddWebAuthnForm):
    """allauth calls its field Name in every language."""


class RenamePasskeyForm(NamedInBothLanguages, passkeys.EditWebAuthnForm):
    """As above."""
