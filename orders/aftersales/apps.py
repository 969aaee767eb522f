from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AftersalesConfig(AppConfig):
    name = "orders.aftersales"
    verbose_name = _("After-sales")

    def ready(self) -> None:
        from orders.aftersales import handlers, words  # noqa: F401
        from orders.aftersales.terms import offer_thresholds

        offer_thresholds()
