"""Work for a worker, once this transaction is in."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def after_commit(task: str, **arguments: Any) -> None:
    """Ask a worker to run ``task``. Nothing depends on being asked: beat runs the same work every minute or so."""
    transaction.on_commit(lambda: _ask(task, arguments))


def _ask(task: str, arguments: dict[str, Any]) -> None:
    try:
        current_app.send_task(task, kwargs=arguments, retry=False, ignore_result=True)
    except Exception:
        logger.warning("payments.worker_unasked", exc_info=True, extra={"task": task})
