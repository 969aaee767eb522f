from celery import shared_task

from membership.sessions import services


@shared_task
def forget_expired_sessions() -> int:
    return services.forget_expired()
