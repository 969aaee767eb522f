from celery import shared_task

from shop.content import services


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
def render_focus_image(image_id: int) -> None:
    services.render_focus_image(image_id=image_id)
