from celery import shared_task

from orders.checkout import services


@shared_task
def forget_old_drafts() -> int:
    return services.forget_old_drafts()
