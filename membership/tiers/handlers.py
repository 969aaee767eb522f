"""What we do on hearing facts: tell the member, once for each."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from kernel.events import listen
from membership.messages import services as messages
from membership.models import User
from membership.tiers.events import LevelAtRisk, LevelChanged
from membership.tiers.models import Level


@listen(LevelChanged)
def tell_of_new_level(fact: LevelChanged) -> None:
    kind = "level-up" if fact.after > fact.before else "level-down"
    _write(kind, fact.user_id, fact.after, key=f"level:{fact.user_id}:{fact.at}", named={})


@listen(LevelAtRisk)
def warn_of_falling(fact: LevelAtRisk) -> None:
    named = {"missing": Decimal(fact.missing), "until": date.fromisoformat(fact.until)}
    _write("level-at-risk", fact.user_id, fact.level, key=f"level-at-risk:{fact.user_id}:{fact.until}", named=named)


def _write(kind: str, user_id: int, number: int, *, key: str, named: Mapping[str, Any]) -> None:
    member, level = User.objects.get(pk=user_id), Level.objects.get(pk=number)
    with translation.override(messages.language_of(member)):
        url = f"{settings.STORE_URL}{reverse('account:home')}"
        context = {"kind": kind, "level": level.name, "perks": level.perk_list, "url": url, **named}
    messages.send_to(member, key=key, kind=kind, template="membership/tiers/level", context=context)
