import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

app = Celery("shop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_shop_does(**_: Any) -> None:
    """Being connected at all is what keeps Celery from setting up logs of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
