from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel import clock


class Message(models.Model):
    """One mail to one person. ``key`` names its cause, so the same cause never writes two."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=32)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    to = models.EmailField()
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    written_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="message_waiting", condition=Q(sent_at=None)),
            models.Index(fields=["user", "-written_at"], name="message_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"


from oscar.apps.communication.models import *
