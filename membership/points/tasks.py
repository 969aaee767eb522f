from celery import shared_task

from membership.points import services


@shared_task
def expire_lots() -> int:
    return services.expire_lots()


@shared_task
def remind_of_expiry() -> int:
    return services.remind_of_expiry()
