"""The languages carriers speak. A source is an address they push to; it is open once it has a secret.

An adapter is a module with ``authentic(request_parts, secrets)``, ``report_in(body, received_at)`` and ``ANSWER``.
"""

from types import ModuleType

from django.conf import settings

from orders.fulfilment.adapters import kuaidi100, signed_json

SOURCES: dict[str, ModuleType] = {"kuaidi100": kuaidi100, "courier": signed_json}


def secrets_of(source: str) -> list[str]:
    """The secrets a source may sign with, newest first; none where it is not configured."""
    return [secret for secret in settings.CARRIER_SECRETS.get(source, []) if secret.strip()]


def open_source(source: str) -> ModuleType | None:
    """The adapter of a source that is known and has a secret, or None."""
    return SOURCES.get(source) if secrets_of(source) else None
