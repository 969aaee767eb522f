"""The roof: wiring, and pages made of several rooms. Nothing imports it."""

from shop.celery import app as celery

__all__ = ["celery"]
