from celery import shared_task

from analytics.capture import services


@shared_task
def write_events() -> int:
    return services.write_waiting()


@shared_task
def keep_partitions() -> None:
    services.keep_partitions()
