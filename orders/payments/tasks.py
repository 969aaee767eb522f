"""What the worker does for payments; all of it may run twice, at the same time, and change nothing the second time."""

from celery import shared_task

from orders.payments import gateway, services


@shared_task
def send_refunds() -> int:
    return services.send_refunds()


@shared_task(autoretry_for=(gateway.Unreachable,), retry_backoff=5, max_retries=5)
def call_off_payment(order_id: int) -> None:
    services.call_off_payment(order_id=order_id)


@shared_task(autoretry_for=(gateway.Unreachable,), retry_backoff=30, max_retries=3)
def reconcile() -> int:
    return services.reconcile().differences
