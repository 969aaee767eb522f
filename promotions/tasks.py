from celery import shared_task

from promotions import services


@shared_task
def show_prices() -> None:
    services.show_prices()
