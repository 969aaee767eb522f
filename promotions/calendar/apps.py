from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "promotions.calendar"
    label = "promotion_calendar"
