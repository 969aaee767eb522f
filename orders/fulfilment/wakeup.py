"""Asking a worker, once the transaction is in, to take in what carriers have pushed."""

import logging

from kernel.commits import once_after_commit

logger = logging.getLogger(__name__)


def after_commit() -> None:
    """A transaction asks once, however often it is told to."""
    once_after_commit(_wake)


def _wake() -> None:
    from orders.fulfilment.tasks import take_in_pushes

    try:
        take_in_pushes.apply_async(retry=False, ignore_result=True)
    except Exception:
        # The broker is away. Nothing is lost: beat sweeps the pushes every few seconds.
        logger.warning("pushes.unwoken", exc_info=True)
