"""API keys: made once, shown once, revoked for good."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from analytics.kpis.models import ApiKey
from kernel import audit, clock


class NameTaken(Exception):
    """Another key has this name."""


class NoSuchKey(Exception):
    """No key of this name can be revoked."""


@transaction.atomic
def make_api_key(*, name: str, scope: str = ApiKey.Scope.KPIS) -> str:
    """A new key for ``scope``: the only time that anyone sees it. Raises NameTaken."""
    if ApiKey.objects.filter(name=name).exists():
        raise NameTaken(name)
    key = f"shop_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(name=name, scope=scope, fingerprint=_fingerprint(key))
    audit.record(action="api_key.made", subject=f"api_key:{name}", before={}, after={"scope": str(scope)})
    return key


@transaction.atomic
def revoke_api_key(*, name: str) -> None:
    """The key of this name opens nothing any more. Raises NoSuchKey."""
    if not ApiKey.objects.filter(name=name, revoked_at=None).update(revoked_at=clock.now()):
        raise NoSuchKey(name)
    audit.record(action="api_key.revoked", subject=f"api_key:{name}", before={}, after={})


def use_api_key(*, key: str, scope: str) -> bool:
    """Whether ``key`` opens ``scope``; that it was used is noted once an hour."""
    now = clock.now()
    valid = ApiKey.objects.filter(fingerprint=_fingerprint(key), scope=scope, revoked_at=None)
    seldom = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(hours=1))
    return bool(valid.filter(seldom).update(last_used_at=now)) or valid.exists()


def _fingerprint(key: str) -> str:
    """The key holds 256 random bits, so a plain hash of it cannot be turned back."""
    return hashlib.sha256(key.encode()).hexdigest()
