from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "membership.staff"
    label = "staff"
