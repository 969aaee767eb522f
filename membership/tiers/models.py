from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel import clock
from membership.tiers.policy import FIRST


class Level(models.Model):
    """One of the five levels; ``perks`` has what it adds to those below it, one a line."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    threshold = models.DecimalField(_("spent in 12 months"), max_digits=12, decimal_places=2)
    perks = models.TextField(_("what it brings"), blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(threshold__gte=0), name="level_threshold_never_negative"),
            models.CheckConstraint(condition=Q(number__gte=1), name="level_from_one"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def perk_list(self) -> list[str]:
        return [perk.strip() for perk in (self.perks or "").splitlines() if perk.strip()]


class Rank(models.Model):
    """The level a member holds; without a row it is the first. ``review_on`` is the next look at it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE)
    level = models.PositiveSmallIntegerField(default=FIRST)
    reached_at = models.DateTimeField(default=clock.now)
    review_on = models.DateField(null=True)
    in_grace = models.BooleanField(default=False, help_text="The review found too little; at the next one it falls.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(level__gte=FIRST), name="rank_from_one")]
        indexes = [
            models.Index(fields=["review_on", "user"], name="rank_due", condition=Q(review_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"level {self.level} of {self.user_id}"


class Purchase(models.Model):
    """What a member spent at once, as far as it has not been paid back."""

    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="purchases")
    net = models.DecimalField(max_digits=12, decimal_places=2)
    bought_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(net__gte=0), name="purchase_net_never_negative")]
        indexes = [models.Index(fields=["user", "bought_at"], include=["net"], name="purchase_of_user")]

    def __str__(self) -> str:
        return f"{self.net} by {self.user_id}"


class Reason(models.TextChoices):
    SPENDING = "spending", _("Spending reached the level")
    RETURN = "return", _("The purchase that reached it came back")
    REVIEW = "review", _("Yearly review")
    STAFF = "staff", _("Set by staff")


class LevelChange(models.Model):
    """From which level to which, when and why."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="level_changes")
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=16, choices=Reason)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=254, blank=True, help_text="The member of staff; empty: the shop itself.")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="level_history")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after} of {self.user_id}"
