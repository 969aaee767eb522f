from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "catalogue.pricing"
