from oscar.apps.basket.apps import BasketConfig as OscarBasketConfig


class BasketConfig(OscarBasketConfig):
    name = "orders.basket"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from orders.basket import handlers  # noqa: F401
