from celery import shared_task

from catalogue.reviews import services


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
def publish_photographs(review_id: int) -> None:
    services.publish_photographs(review_id=review_id)
