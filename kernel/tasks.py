from datetime import timedelta

from celery import shared_task

from kernel import audit, outbox, tries


@shared_task
def relay() -> int:
    return outbox.deliver_due()


@shared_task
def forget_heard() -> int:
    return outbox.forget_heard(timedelta(days=7))


@shared_task
def verify_audit() -> bool:
    return audit.check().broken_at is None


@shared_task
def forget_tries() -> int:
    return tries.forget_older_than(timedelta(days=1))
