from celery import shared_task

from orders.fulfilment import services


@shared_task
def take_in_pushes() -> int:
    return services.take_in_waiting()


@shared_task
def forget_pushes() -> int:
    return services.forget_pushes()
