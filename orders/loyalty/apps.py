from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "orders.loyalty"

    def ready(self) -> None:
        from orders.loyalty import handlers  # noqa: F401
