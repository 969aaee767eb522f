from django.utils.translation import gettext_lazy as _
from oscar.apps.basket.apps import BasketConfig as OscarBasketConfig


class BasketConfig(OscarBasketConfig):
    name = "orders.basket"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from kernel.thresholds import THRESHOLDS, Threshold
        from orders.basket import handlers  # noqa: F401
        from orders.basket.guesses import MOST_WRONG

        THRESHOLDS[MOST_WRONG] = Threshold(_("Wrong coupon codes in half an hour"), lambda: 20, least=5, most=1000)
