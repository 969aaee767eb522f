from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "orders.notices"

    def ready(self) -> None:
        from orders.notices import clock, handlers, returns  # noqa: F401
