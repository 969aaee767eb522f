import logging.config
import os
from functools import cache
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import setup_logging, task_postrun, task_prerun, worker_ready
from kombu import Connection
from kombu.transport import TRANSPORT_ALIASES, redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")


class Channel(redis.Channel):
    """Asks Valkey through clients that stay, one for each pool: making one takes longer than sending a task."""

    def _get_client(self) -> Any:
        return cache(super()._get_client())


class Transport(redis.Transport):
    Channel = Channel


TRANSPORT_ALIASES["redis"] = f"{__name__}:Transport"


class Broker(Connection):
    """Looked for every two seconds while it is away, for as long as it takes.

    Left alone, workers and beat would look every half a minute after a while, and end after a hundred times.
    """

    def ensure_connection(self, errback: Any = None, max_retries: Any = None, **how: Any) -> Connection:
        return super().ensure_connection(errback, None, **{**how, "interval_max": 2})


class Post(AMQP):
    Connection = Broker


app = Celery("shop", amqp=Post)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_shop_does(**_: Any) -> None:
    """Being connected at all is what keeps Celery from setting up logs of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
@task_postrun.connect
def mind_connections(**_: Any) -> None:
    """As Django does around each request: a new connection for every task costs more than most tasks do."""
    from django.db import close_old_connections

    close_old_connections()


@worker_ready.connect
def collect_rubbish_seldom(**_: Any) -> None:
    from shop.operations.rubbish import collect_seldom

    collect_seldom()
