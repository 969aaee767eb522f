from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "shop.content"
    label = "content"

    def ready(self) -> None:
        from membership.messages.ports import LETTERHEADS
        from shop.content import handlers, queries  # noqa: F401

        LETTERHEADS["store"] = queries.letterhead
