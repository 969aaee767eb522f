from django.apps import AppConfig


class TiersConfig(AppConfig):
    name = "membership.tiers"
    label = "tiers"

    def ready(self) -> None:
        from membership.tiers import handlers  # noqa: F401
