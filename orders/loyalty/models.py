from django.db import models
from django.db.models import F, Q


class LineEarning(models.Model):
    """At which ratio an order line earned points, fixed when it was paid: ``paid`` for it, of which ``returned`` went
    back with its pieces. An order without such rows was paid before there were ratios, and earned at 1."""

    line = models.OneToOneField("order.Line", on_delete=models.CASCADE, primary_key=True, related_name="earning")
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    returned = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    ratio = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(returned__gte=0, returned__lte=F("paid")), name="earning_within_paid"),
            models.CheckConstraint(condition=Q(ratio__gte=0), name="earning_ratio_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.paid} × {self.ratio}"
