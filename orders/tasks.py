from celery import shared_task

from orders import expiry


@shared_task
def mind_the_unpaid() -> None:
    expiry.remind_unpaid()
    expiry.close_unpaid()
