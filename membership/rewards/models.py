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
