from django.apps import AppConfig


class AddressesConfig(AppConfig):
    name = "membership.addresses"
    label = "addresses"
