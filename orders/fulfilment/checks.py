"""An empty salt would let anybody sign: the store does not start with one."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from orders.fulfilment.adapters import SOURCES

SHORTEST = 16


@register()
def carrier_secrets_are_secret(**_: Any) -> list[CheckMessage]:
    return [
        found
        for source, secrets in settings.CARRIER_SECRETS.items()
        for secret in secrets
        for found in _faults(source, secret.strip())
    ] + [
        Error(f"CARRIER_SECRETS names {source}, a source no adapter speaks.", id="fulfilment.E002")
        for source in sorted(settings.CARRIER_SECRETS.keys() - SOURCES.keys())
    ]


def _faults(source: str, secret: str) -> list[CheckMessage]:
    if not secret:
        return [Error(f"A secret of the carrier source {source} is empty: anybody could sign.", id="fulfilment.E001")]
    if len(secret) < SHORTEST:
        return [Warning(f"A secret of {source} has fewer than {SHORTEST} characters.", id="fulfilment.W001")]
    return []
