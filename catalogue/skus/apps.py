from django.apps import AppConfig


class SkusConfig(AppConfig):
    name = "catalogue.skus"
