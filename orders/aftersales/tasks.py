from celery import shared_task

from orders.aftersales import services


@shared_task
def close_windows() -> int:
    return services.close_windows()


@shared_task
def mind_the_clock() -> None:
    services.mind_the_clock()
    services.lapse_unsent()
