from collections.abc import Mapping
from dataclasses import asdict

from django.db import models

from kernel import clock
from membership.addresses.queries import Destination


class Draft(models.Model):
    """What a shopper has entered on the way to an order. It lives as long as the basket is open.

    ``typed`` is kept exactly as it was typed, right or wrong; ``destination`` is there once it was right.
    """

    basket = models.OneToOneField("basket.Basket", on_delete=models.CASCADE, related_name="draft")
    form_key = models.CharField(max_length=64)
    typed = models.JSONField(default=dict)
    email = models.EmailField(blank=True)
    destination = models.JSONField(null=True)
    method = models.CharField(max_length=32, blank=True)
    points = models.PositiveIntegerField(default=0, help_text="As many as the shopper wants to pay with.")
    changed_at = models.DateTimeField(default=clock.now, db_index=True)

    def fill_in(self, *, typed: Mapping[str, str], destination: Destination | None, email: str, method: str) -> None:
        """The draft in hand says so; the one in the database when it is kept.

        ``destination`` and ``email`` are None and empty as long as what was typed is not right.
        """
        self.typed = {**self.typed, **typed}
        self.destination, self.email = asdict(destination) if destination else None, email
        self.method = method

    def __str__(self) -> str:
        return f"draft of basket {self.basket_id}"
