"""What allauth says of second factors. Listed here, our catalogue's words for it come before allauth's: one name for a
thing, whoever speaks of it."""

from django.utils.translation import gettext_noop as _

FACTORS = (
    _("A new set of Two-Factor Authentication recovery codes has been generated."),
    _("A new set of recovery codes has been generated."),
    _("Authenticator app activated."),
    _("Authenticator App Activated"),
    _("Authenticator app deactivated."),
    _("Authenticator App Deactivated"),
    _("Authenticator code"),
    _("New Recovery Codes Generated"),
    _("Security Key Added"),
    _("Security key added."),
    _("Security Key Removed"),
    _("Security key removed."),
    _("TOTP Authenticator"),
)
