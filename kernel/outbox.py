"""The relay: hands each announced fact to its listener, in the order of announcement.

The listener's changes and the mark that it has heard commit together, so whatever it writes to the database
happens exactly once, however often a worker is killed. A listener that keeps failing ends in the dead letters.
"""

import logging
from datetime import timedelta
from itertools import takewhile

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from psycopg2.errors import DeadlockDetected

from kernel import clock
from kernel.commits import called_after_commit, once_after_commit
from kernel.events import hear
from kernel.memory import asked_once
from kernel.models import OutboxMessage
from kernel.prepared import Prepared

logger = logging.getLogger(__name__)

ATTEMPTS = 8
BATCH = 50


def due(by: RawSQL | None = None) -> QuerySet[OutboxMessage]:
    """What waits to be heard by now, or ``by`` what stands for a moment."""
    return OutboxMessage.objects.filter(heard_at=None, dead_at=None, due_at__lte=by or clock.now()).order_by("pk")


#: As much as a batch holds of what is due at a moment and no other batch delivers.
FREE = Prepared(lambda moment: due(moment).select_for_update(skip_locked=True)[:BATCH])
HEARD = "UPDATE kernel_outboxmessage SET heard_at = %s WHERE id = ANY(%s)"


def dead_letters() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.exclude(dead_at=None).order_by("pk")


def deliver_due() -> int:
    """Deliver until nothing is due; the number of messages heard."""
    heard, may_be_more = 0, True
    while may_be_more:
        count, may_be_more = _deliver_batch()
        heard += count
    return heard


@asked_once()
@transaction.atomic
def _deliver_batch() -> tuple[int, bool]:
    """How many were heard, and whether more may be due: the batch was full, or listeners had news of their own.

    A failure ends the batch, so that nobody goes on waiting for the rows its listeners hold: two batches that wait for
    each other fail by turns otherwise, until both are through.
    """
    messages = FREE.objects([clock.now()])
    heard = [message.pk for message in takewhile(_deliver, messages)]
    if heard:
        with connection.cursor() as cursor:
            cursor.execute(HEARD, [clock.now(), heard])
    may_be_more = len(heard) < len(messages) or len(messages) == BATCH or _wake in called_after_commit()
    return len(heard), bool(messages) and may_be_more


def _deliver(message: OutboxMessage) -> bool:
    try:
        with transaction.atomic():
            hear(message)
    except Exception as error:
        _log(message, error)
        _postpone(message, error)
        return False
    return True


def _log(message: OutboxMessage, error: Exception) -> None:
    """That one of two batches gave way to the other is no failure: both come through, see ``_deliver_batch``."""
    about = {"fact": message.fact, "listener": message.listener}
    if isinstance(error.__cause__, DeadlockDetected):
        logger.info("outbox.gave_way", extra=about)
    else:
        logger.error("outbox.failed", extra=about, exc_info=error)


def _postpone(message: OutboxMessage, error: Exception) -> None:
    """Try again after 2, 4, 8 … seconds; after the last attempt, lay it with the dead letters."""
    message.attempts += 1
    message.last_error = f"{type(error).__name__}: {error}"[:500]
    message.due_at = clock.now() + timedelta(seconds=2**message.attempts)
    if message.attempts >= ATTEMPTS:
        message.dead_at = clock.now()
    message.save(update_fields=["attempts", "last_error", "due_at", "dead_at"])


def revive(message: OutboxMessage) -> None:
    """Give a dead letter its attempts back."""
    OutboxMessage.objects.filter(pk=message.pk).update(dead_at=None, attempts=0, due_at=clock.now())
    wake_after_commit()


def forget_heard(older_than: timedelta) -> int:
    """Drop what was heard long ago; the number of rows dropped."""
    return OutboxMessage.objects.filter(heard_at__lt=clock.now() - older_than).delete()[0]


def wake_after_commit() -> None:
    """Ask a worker to relay once this transaction is in; a transaction asks once however much it announces."""
    once_after_commit(_wake)


def _wake() -> None:
    from kernel.tasks import relay

    try:
        relay.apply_async(retry=False, ignore_result=True)
    except Exception:
        # The broker is away. Nothing is lost: beat sweeps the outbox every few seconds.
        logger.warning("outbox.unwoken", exc_info=True)
