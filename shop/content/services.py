"""Saying who the store is. Every change is in the audit log."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kernel import audit
from shop.content import queries
from shop.content.models import StoreBasics

SAID = ("name_en", "name_zh_hans", "intro_en", "intro_zh_hans", "story_en", "story_zh_hans")
REACHED = ("logo", "email", "phone", "licence")


@transaction.atomic
def describe_store(*, changes: Mapping[str, Any]) -> StoreBasics:
    """The store is called and reached as ``changes`` says, by field; what it leaves out stays."""
    StoreBasics.objects.select_for_update().first()
    basics = queries.store_basics()
    before = _written(basics)
    for name, value in changes.items():
        setattr(basics, name, value)
    basics.save()
    audit.record(action="store.described", subject="store", before=before, after=_written(basics))
    return basics


def _written(basics: StoreBasics) -> dict[str, str]:
    return {name: str(getattr(basics, name) or "") for name in SAID + REACHED}
