from oscar.apps.order.apps import OrderConfig as OscarOrderConfig


class OrderConfig(OscarOrderConfig):
    name = "orders"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from orders import handlers, keys, patience, timeline  # noqa: F401

        patience.offer_thresholds()
        keys.offer_thresholds()
