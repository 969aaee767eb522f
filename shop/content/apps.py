from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "shop.content"
    label = "content"

    def ready(self) -> None:
        from shop.content import handlers  # noqa: F401
