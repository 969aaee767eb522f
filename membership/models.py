from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser

#: As Django has it, so that nobody is logged out who has no stamp.
SESSION_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


class User(AbstractUser):
    """A shopper or a member of staff; the e-mail address is the log-in."""

    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    session_stamp = models.CharField(max_length=16, blank=True, help_text="Another one ends every session there is.")

    class Meta(AbstractUser.Meta):
        abstract = False

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django compares it with what each session remembers: it changes with the password, and with the stamp."""
        what = f"{self.password}{self.session_stamp}"
        return salted_hmac(SESSION_SALT, what, secret=secret, algorithm="sha256").hexdigest()
