from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "membership.points"
    label = "points"

    def ready(self) -> None:
        from membership.points import earning, spending

        earning.offer_thresholds()
        spending.offer_thresholds()
