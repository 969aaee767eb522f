from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FulfilmentConfig(AppConfig):
    name = "orders.fulfilment"
    verbose_name = _("Fulfilment")

    def ready(self) -> None:
        from orders.fulfilment import checks, words  # noqa: F401
