from oscar.apps.dashboard.apps import DashboardConfig as OscarDashboardConfig


class DashboardConfig(OscarDashboardConfig):
    name = "shop.backoffice"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from shop.backoffice import duties  # noqa: F401
        from shop.backoffice.orders import today  # noqa: F401
