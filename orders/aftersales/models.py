from django.db import models
from django.db.models import Q


class ReturnWindow(models.Model):
    """How long an order that arrived may come back without a reason. ``closed_at`` is when that was announced."""

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, primary_key=True, related_name="return_window"
    )
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="return_window_open", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return f"{self.order_id} until {self.ends_at:%Y-%m-%d %H:%M}"
