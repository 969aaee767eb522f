from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.apps import DashboardConfig as OscarDashboardConfig


class DashboardConfig(OscarDashboardConfig):
    name = "shop.backoffice"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from kernel.models import AuditEntry
        from kernel.thresholds import THRESHOLDS, Threshold
        from shop.backoffice import duties  # noqa: F401
        from shop.backoffice.counts import forget_counts
        from shop.backoffice.orders import today  # noqa: F401
        from shop.backoffice.orders.views import PRIORITY_LEVEL
        from shop.backoffice.stock.queries import UNSOLD_DAYS

        first = _("Orders of members from this level on are shipped first")
        THRESHOLDS[PRIORITY_LEVEL] = Threshold(first, lambda: 3, least=1, most=6)
        unsold = _("A SKU counts as unsold after so many days")
        THRESHOLDS[UNSOLD_DAYS] = Threshold(unsold, lambda: 60, least=1, most=3650)
        post_save.connect(forget_counts, sender=AuditEntry)
