from celery import shared_task

from orders.aftersales import services


@shared_task
def close_windows() -> int:
    return services.close_windows()
