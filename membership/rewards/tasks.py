from celery import shared_task

from membership.rewards import services


@shared_task
def grant_monthly_coupons() -> int:
    return services.grant_monthly_coupons()
