"""The ledger of points. Triggers in the first migration keep three promises: entries are never changed, a purse is the
sum of its member's entries, and the lots hold exactly what the purse says."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel import clock
from membership.points import policy


class Account(models.TextChoices):
    """Where points come from and go to. PENDING and BALANCE are the member's, the others the shop's."""

    ISSUED = "issued", pgettext_lazy("points", "Issued")
    PENDING = "pending", _("Pending")
    BALANCE = "balance", _("Balance")
    SPENT = "spent", _("Spent")
    EXPIRED = "expired", _("Expired")
    ADJUSTED = "adjusted", _("Adjusted")


class Kind(models.TextChoices):
    EARNED = "earned", _("Earned")
    SETTLED = "settled", _("Ready to spend")
    SPENT = "spent", _("Spent")
    GIVEN_BACK = "given_back", _("Given back")
    TAKEN_BACK = "taken_back", _("Taken back")
    ADJUSTED = "adjusted", _("Adjusted")
    EXPIRED = "expired", _("Expired")


class Entry(models.Model):
    """Points that went from one account to another: what one loses the other gains, so every entry balances.

    ``key`` names its cause, so the same cause never counts twice; ``about`` is the key of what was earned or spent.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="point_entries")
    kind = models.CharField(max_length=16, choices=Kind)
    source = models.CharField(max_length=16, choices=Account)
    target = models.CharField(max_length=16, choices=Account)
    points = models.PositiveIntegerField()
    key = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=120, db_index=True)
    reason = models.CharField(max_length=200, blank=True)
    order_number = models.CharField(max_length=128, blank=True)
    by = models.CharField(max_length=254, blank=True, help_text="The member of staff; empty: the shop itself.")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="points_entry_moves_something"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="points_entry_between_two"),
            models.CheckConstraint(
                condition=Q(source__in=["pending", "balance"]) | Q(target__in=["pending", "balance"]),
                name="points_entry_of_a_member",
            ),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="points_history")]

    def __str__(self) -> str:
        return f"{self.points} from {self.source} to {self.target} of {self.user_id}"


class Purse(models.Model):
    """A member's two balances, as the entries add up. Below zero: a debt that what comes in pays off first."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT)
    balance = models.IntegerField(default=0)
    pending = models.IntegerField(default=0)
    reminded_for = models.DateField(null=True, help_text="The expiry that the member was last reminded of.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pending__gte=0), name="points_pending_never_negative")]

    def __str__(self) -> str:
        return f"{self.balance} (+{self.pending}) of {self.user_id}"


class Lot(models.Model):
    """Points that were earned together and expire together; without ``settled_at`` they are still pending."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="point_lots")
    key = models.CharField(max_length=120, unique=True)
    points = models.PositiveIntegerField(help_text="As many as were earned.")
    remaining = models.PositiveIntegerField()
    expired = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0, help_text="Taken back because what earned them came back.")
    earned_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(remaining__lte=F("points")), name="points_lot_within_earned"),
            models.CheckConstraint(condition=Q(taken__lte=F("points")), name="points_lot_taken_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, expires_on=None) | Q(settled_at__isnull=False, expires_on__isnull=False),
                name="points_lot_settled_expires",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "expires_on"], name="points_lot_of_user", condition=Q(remaining__gt=0)),
            models.Index(
                fields=["expires_on", "user"],
                name="points_lot_expiring",
                condition=Q(remaining__gt=0, settled_at__isnull=False),
            ),
        ]

    @property
    def last_day(self) -> date:
        """Until when a settled lot may be spent."""
        assert self.expires_on is not None
        return self.expires_on

    def __str__(self) -> str:
        return f"{self.remaining} of {self.points} until {self.expires_on}"


class Draw(models.Model):
    """What one spending took from one lot, and how much of it has gone back there."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="draws")
    spend_key = models.CharField(max_length=120, db_index=True)
    points = models.PositiveIntegerField()
    given_back = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(given_back__lte=F("points")), name="points_draw_given_back_once")
        ]

    def __str__(self) -> str:
        return f"{self.points} of lot {self.lot_id} for {self.spend_key}"


class EarningRatio(models.Model):
    """How many points each ¥1 paid for goods of a category earns, and of those below it that have none themselves."""

    category = models.OneToOneField(
        "catalogue.Category", on_delete=models.CASCADE, primary_key=True, related_name="earning_ratio"
    )
    ratio = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ratio__gte=0, ratio__lte=policy.HIGHEST_RATIO), name="earning_ratio_within_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: × {self.ratio}"
