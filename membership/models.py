from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser


class User(AbstractUser):
    """A shopper or a member of staff; the e-mail address is the log-in."""

    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)

    class Meta(AbstractUser.Meta):
        abstract = False
