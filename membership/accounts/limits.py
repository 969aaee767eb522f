"""How often somebody may try to log in, sign up or have a code sent: allauth's rates, counted in the database.

allauth counts in the cache, so no limit would hold, and nobody could log in, while the cache is away. Everything else
about them stays allauth's: which tries count, for an address or for an account, and what the visitor is told.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import Rate
from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest

from kernel import tries

security = logging.getLogger("security")


@dataclass(frozen=True)
class Usage:
    """One try, as it was counted by each of its rates."""

    action: str
    whos: tuple[str, ...] = ()

    def rollback(self) -> None:
        """The try was right."""
        tries.forgive(self.action, self.whos)


def install() -> None:
    """From now on allauth counts with us."""
    ratelimit.consume = consume
    ratelimit.clear = clear
    TOTP._mark_code_used = use_up


def consume(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    dry_run: bool = False,
    limit_get: bool = False,
    raise_exception: bool = False,
    **of: Any,
) -> Usage | None:
    """One more try of this action, counted before it is looked at; None, or RateLimited, where it is one too many."""
    if request.method == "GET" and not limit_get:
        return Usage(action)
    rates = {_who(request, app, action, rate, of): rate for rate in _rates(app, action, config)}
    ask = tries.might_try if dry_run else tries.may_try
    within = [ask(action, [who], most=rate.amount, within=_time_of(rate)) for who, rate in rates.items()]
    if all(within):
        return Usage(action, tuple(rates))
    security.warning("limit.reached", extra={"action": action, "ip": ratelimit.get_ip(request)})
    if raise_exception:
        raise RateLimited
    return None


def clear(request: HttpRequest, *, app: str, action: str, config: dict[str, str] | None = None, **of: Any) -> None:
    """The tries counted so far are forgotten: whoever it was has shown who they are."""
    tries.forget(action, [_who(request, app, action, rate, of) for rate in _rates(app, action, config)])


def use_up(self: TOTP, code: str) -> bool:
    """Whether nobody has used this code before; one code is good for no longer than its period."""
    period = timedelta(seconds=app_settings.TOTP_PERIOD)
    return tries.may_try("totp", [self._get_used_cache_key(code)], most=1, within=period)


def _rates(app: str, action: str, config: dict[str, str] | None) -> list[Rate]:
    return ratelimit.get_rates(app=app, action=action, config=config)


def _who(request: HttpRequest, app: str, action: str, rate: Rate, of: dict[str, Any]) -> str:
    """Rate and whom it counts: an address, a member, or the digest of what was typed."""
    key = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, **of)
    return key.split(f":{action}:", 1)[1]


def _time_of(rate: Rate) -> timedelta:
    return timedelta(seconds=rate.duration)
