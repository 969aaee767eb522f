from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "membership.points"
    label = "points"
