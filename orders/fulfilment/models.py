from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel import clock
from orders.fulfilment import carriers, policy


class Parcel(models.Model):
    """A box on its way. ``state`` is the furthest step its scans have named and moves only as ``lifecycle`` draws."""

    class State(models.TextChoices):
        ANNOUNCED = policy.ANNOUNCED, _("Handed to the carrier")
        COLLECTED = policy.COLLECTED, _("Collected")
        IN_TRANSIT = policy.IN_TRANSIT, _("On the way")
        OUT_FOR_DELIVERY = policy.OUT_FOR_DELIVERY, _("Out for delivery")
        RETURNING = policy.RETURNING, _("On the way back")
        RETURNED = policy.RETURNED, _("Returned to sender")
        DELIVERED = policy.DELIVERED, _("Delivered")

    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="parcels")
    carrier = models.CharField(max_length=32)
    number = models.CharField(max_length=40, db_index=True)
    state = models.CharField(max_length=20, choices=State, default=State.ANNOUNCED)
    problem = models.CharField(max_length=500, blank=True, help_text="The carrier's words, while its last scan is one.")
    shipped_at = models.DateTimeField(default=clock.now)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "number"], name="parcel_once_per_carrier"),
            models.CheckConstraint(
                condition=Q(state=policy.DELIVERED, delivered_at__isnull=False)
                | (~Q(state=policy.DELIVERED) & Q(delivered_at=None)),
                name="parcel_delivered_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["shipped_at"], name="parcel_in_trouble", condition=~Q(problem=""))]

    def __str__(self) -> str:
        return f"{self.carrier} {self.number}"

    @property
    def carrier_name(self) -> str:
        return carriers.name_of(self.carrier)


class LineProgress(models.Model):
    """How much of an order line has left; the database lets no more leave than was bought."""

    line = models.OneToOneField("order.Line", on_delete=models.CASCADE, related_name="progress")
    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="+")
    bought = models.PositiveIntegerField()
    shipped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(shipped__lte=F("bought")), name="no_more_ships_than_bought")]
        indexes = [models.Index(fields=["order"], name="order_partly_shipped", condition=Q(shipped__lt=F("bought")))]

    def __str__(self) -> str:
        return f"{self.shipped} of {self.bought}"


class ParcelLine(models.Model):
    """How many pieces of an order line are in a parcel."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.CASCADE, related_name="parcel_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "line"], name="line_once_per_parcel"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcel_line_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class Scan(models.Model):
    """One node of a parcel's track, in the carrier's words and at the carrier's time."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="scans")
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=policy.NEWS)
    text = models.CharField(max_length=500)
    place = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["parcel", "happened_at", "text"], name="scan_once")]

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d %H:%M} {self.text}"


class CarrierPush(models.Model):
    """What a carrier sent, byte for byte, once its signature held. It waits until it is worked on.

    ``carrier`` and ``number`` say which parcel it speaks of; a push whose parcel is unknown simply goes on waiting.
    """

    source = models.CharField(max_length=32)
    carrier = models.CharField(max_length=32)
    number = models.CharField(max_length=40)
    body = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    received_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    handled_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="push_once")]
        indexes = [
            models.Index(fields=["carrier", "number"], name="push_waiting", condition=Q(handled_at=None, dead_at=None)),
            models.Index(fields=["dead_at"], name="push_dead", condition=Q(dead_at__isnull=False)),
            models.Index(fields=["handled_at"], name="push_handled", condition=Q(handled_at__isnull=False)),
        ]

    @property
    def carrier_name(self) -> str:
        return carriers.name_of(self.carrier)

    def __str__(self) -> str:
        return f"{self.source}: {self.carrier} {self.number}"
