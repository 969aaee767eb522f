from celery import shared_task

from analytics.rollups import services


@shared_task
def roll_up() -> None:
    services.roll_up_changed()
