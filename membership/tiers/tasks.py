from celery import shared_task

from membership.tiers import services


@shared_task
def review_levels() -> int:
    return services.review_levels()
