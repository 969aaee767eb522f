from django.conf import settings
from django.db import models

from kernel import clock


class Grant(models.Model):
    """A reward that a member was given; ``key`` keeps it from being given twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    reward = models.CharField(max_length=16)
    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.key


class Share(models.Model):
    """A product that a member shared, once a day for each: ``code`` is the personal link, ``visits`` who came by it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shares")
    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="The store day.")
    code = models.CharField(max_length=16, unique=True)
    points = models.PositiveIntegerField(default=0)
    visits = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "product", "day"], name="share_once_a_day")]
        indexes = [models.Index(fields=["user", "day"], name="shares_of_a_day")]

    def __str__(self) -> str:
        return self.code


class ShareDay(models.Model):
    """How many shares of a member earned points on a store day; its row is held while one more does."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    earned = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="share_day_once")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.day}: {self.earned}"
