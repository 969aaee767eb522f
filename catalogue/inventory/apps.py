from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.apps import PartnerConfig as OscarPartnerConfig


class PartnerConfig(OscarPartnerConfig):
    name = "catalogue.inventory"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from catalogue.inventory.queries import LOW_STOCK
        from kernel.thresholds import THRESHOLDS, Threshold

        label = _("Stock is low at so many free pieces")
        THRESHOLDS[LOW_STOCK] = Threshold(label, lambda: settings.LOW_STOCK_THRESHOLD, least=0, most=1_000_000)
