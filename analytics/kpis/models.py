from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock


class ApiKey(models.Model):
    """Lets a program read the figures. The key itself is shown once and never kept, only its fingerprint."""

    class Scope(models.TextChoices):
        KPIS = "kpis", _("Read the key figures")

    name = models.CharField(_("name"), max_length=80, unique=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=16, choices=Scope, default=Scope.KPIS)
    made_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
