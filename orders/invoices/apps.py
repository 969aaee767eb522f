from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvoicesConfig(AppConfig):
    name = "orders.invoices"
    verbose_name = _("Invoices")

    def ready(self) -> None:
        from orders.invoices import handlers, words  # noqa: F401
