from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "membership.points"
    label = "points"

    def ready(self) -> None:
        from membership.points.earning import offer_thresholds

        offer_thresholds()
