from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "orders.imports"
    label = "order_imports"
