from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock
from membership.staff import policy


class Role(models.TextChoices):
    OWNER = policy.OWNER, _("Owner")
    MERCHANDISER = policy.MERCHANDISER, _("Merchandiser")
    MARKETER = policy.MARKETER, _("Marketer")
    WAREHOUSE = policy.WAREHOUSE, _("Warehouse")
    SUPPORT = policy.SUPPORT, _("Support")
    ANALYST = policy.ANALYST, _("Analyst")


class StaffRole(models.Model):
    """A role that a member of staff holds; several may be held at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(_("role"), max_length=16, choices=Role)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_held_once"),
            models.CheckConstraint(condition=models.Q(role__in=policy.ROLES), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
