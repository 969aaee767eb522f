from django.apps import AppConfig


class RewardsConfig(AppConfig):
    name = "membership.rewards"
    label = "rewards"

    def ready(self) -> None:
        from membership.rewards import handlers  # noqa: F401
