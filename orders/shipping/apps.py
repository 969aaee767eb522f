from django.db.models.signals import post_delete, post_save
from oscar.apps.shipping.apps import ShippingConfig as OscarShippingConfig


class ShippingConfig(OscarShippingConfig):
    name = "orders.shipping"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from orders.shipping.queries import forget_ways

        for name in ("Method", "Rate", "ClosedArea"):
            for changed in (post_save, post_delete):
                changed.connect(forget_ways, sender=self.get_model(name))
