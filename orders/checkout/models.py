from django.db import models

from kernel import clock


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

    def __str__(self) -> str:
        return f"draft of basket {self.basket_id}"
