from celery import shared_task

from catalogue.photos import services


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
def make_renditions(name: str) -> None:
    services.make_renditions(name=name)
