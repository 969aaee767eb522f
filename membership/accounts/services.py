"""Commands about how members prove who they are."""

import secrets
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from kernel import audit, tries
from membership.accounts import policy
from membership.models import User


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten codes that each stand in for the second factor once. Only their digests are kept; older ones are void."""
    codes = [policy.recovery_code(secrets.choice) for _ in range(policy.RECOVERY_CODES)]
    Authenticator.objects.update_or_create(
        user=user,
        type=Authenticator.Type.RECOVERY_CODES,
        # allauth spends codes of this key one by one, under a lock; see forms.RecoveryCodes.
        defaults={"data": {"migrated_codes": [policy.digest_of(code) for code in codes]}},
    )
    _record(user, "recovery_codes_renewed", after={"codes": len(codes)})
    return codes


def end_sessions(*, user: User) -> None:
    """Whoever is logged in as ``user`` anywhere is not so any more; the caller may keep one by Django's
    ``update_session_auth_hash``."""
    user.session_stamp = secrets.token_hex(8)
    User.objects.filter(pk=user.pk).update(session_stamp=user.session_stamp)


def spend_code(*, user: User, code: str) -> bool:
    """Whether the app's code was not used before; it is so now, for longer than it is good for."""
    who = f"{user.pk} {policy.digest_of(code)}"
    return tries.may_try("totp", [who], most=1, within=timedelta(seconds=policy.CODE_SECONDS))


@transaction.atomic
def remove_second_factors(*, user: User) -> None:
    """``user`` has neither app, passkey nor recovery codes, as after losing the phone, and sets up anew at log-in.

    Every session of theirs has ended: the phone may be in other hands.
    """
    held = list(
        Authenticator.objects.select_for_update().filter(user=user).order_by("pk").values_list("type", flat=True)
    )
    if held:
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user=user)
        _record(user, "second_factors_removed", before={"factors": held})


def _record(user: User, what: str, **changes: Any) -> None:
    """Shoppers' own doings are no business of the audit log."""
    if user.is_staff:
        audit.record(action=f"staff.{what}", subject=f"user:{user.email}", **changes)
