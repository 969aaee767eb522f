"""Commands of the ledger. Each holds the member's purse until it is done, and counts once for its ``key``."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from kernel import audit, clock
from membership.points import policy, queries
from membership.points.earning import RatioOutOfReach, set_ratio
from membership.points.expiry import expire_lots, expire_lots_of, remind_of_expiry
from membership.points.models import Account, Draw, Entry, Kind, Lot, Purse
from membership.points.spending import months_they_last

__all__ = [
    "NotEnoughPoints",
    "NotPoints",
    "RatioOutOfReach",
    "ReasonMissing",
    "adjust",
    "earn",
    "expire_lots",
    "give_back",
    "remind_of_expiry",
    "set_ratio",
    "settle",
    "spend",
    "take_back",
]

A = Account


class NotPoints(ValueError):
    """Points are whole and more than none."""


class NotEnoughPoints(Exception):
    """The member has only ``available``."""

    def __init__(self, available: int) -> None:
        super().__init__(f"{available} available")
        self.available = available


class ReasonMissing(ValueError):
    """Nobody's points change without a word why."""


@dataclass(frozen=True)
class _Move:
    """What an entry says besides the way the points took."""

    user_id: int
    points: int
    key: str
    about: str
    reason: str = ""
    order_number: str = ""
    by: str = ""

    def write(self, kind: Kind, source: Account, target: Account) -> None:
        Entry.objects.create(kind=kind, source=source, target=target, at=clock.now(), **vars(self))


@transaction.atomic
def earn(*, user_id: int, points: int, key: str, reason: str, order_number: str = "", is_pending: bool = False) -> None:
    """The member has ``points`` more: pending until ``settle``, or to spend at once, as a lot that expires in a year.

    None are earned for 0; raises NotPoints below that.
    """
    if points < 0:
        raise NotPoints(points)
    purse = _held(user_id)
    if not points or _is_written(key):
        return
    move = _Move(user_id, points, key, key, reason, order_number)
    move.write(Kind.EARNED, A.ISSUED, A.PENDING if is_pending else A.BALANCE)
    _open_lot(move, points if is_pending else policy.after_debt(purse.balance, points), is_pending=is_pending)


@transaction.atomic
def settle(*, key: str) -> None:
    """What was earned with ``key`` and is pending can be spent from now on."""
    lot = _pending_lot(key)
    if lot is None:
        return
    purse = _held(lot.user_id)
    lot = _pending_lot(key)
    if lot is None:
        return
    now = clock.now()
    points, lot.remaining = lot.remaining, policy.after_debt(purse.balance, lot.remaining)
    lot.settled_at, lot.expires_on = now, _expiry_from(now)
    lot.save(update_fields=["remaining", "settled_at", "expires_on"])
    if points:
        about = Entry.objects.get(key=key)
        move = _Move(lot.user_id, points, f"settle:{key}", key, about.reason, about.order_number)
        move.write(Kind.SETTLED, A.PENDING, A.BALANCE)


@transaction.atomic
def spend(
    *,
    user_id: int,
    points: int,
    key: str,
    order_number: str = "",
    about: str = "",
    reason: str = "",
    may_owe: bool = False,
) -> None:
    """``points`` are spent, those that expire first first. Raises NotEnoughPoints, NotPoints; then nothing changed.

    Give them back under ``about`` (``key`` where it is empty). With ``may_owe`` what is missing becomes a debt.
    """
    if points <= 0:
        raise NotPoints(points)
    _held(user_id)
    if _is_written(key):
        return
    holdings = _holdings(user_id)
    if points > (available := policy.sum_of(holdings)) and not may_owe:
        raise NotEnoughPoints(available)
    _draw(holdings, points, about or key)
    move = _Move(user_id, points, key, about or key, reason, order_number)
    move.write(Kind.SPENT, A.BALANCE, A.SPENT)


@transaction.atomic
def give_back(*, spend_key: str, points: int, key: str) -> int:
    """``points`` of a spending are the member's again, in the lots they came from; how many (never more than spent)."""
    spent = Entry.objects.filter(about=spend_key, kind=Kind.SPENT).first()
    if spent is None:
        return 0
    purse = _held(spent.user_id)
    points = 0 if _is_written(key) else min(points, queries.spent_with(spend_key))
    if points <= 0:
        return 0
    expire_lots_of(spent.user_id)
    purse.refresh_from_db()
    move = _Move(spent.user_id, points, key, spend_key, order_number=spent.order_number)
    move.write(Kind.GIVEN_BACK, A.SPENT, A.BALANCE)
    _return_to_lots(purse, move)
    return points


@transaction.atomic
def take_back(*, earn_key: str, points: int, key: str) -> int:
    """``points`` of what was earned are the shop's again; how many. What has expired is not taken as well.

    They go from the pending ones or their lot; where they are spent already from other lots, and then into debt.
    """
    lot = Lot.objects.filter(key=earn_key).first()
    if lot is None:
        return 0
    _held(lot.user_id)
    lot.refresh_from_db()
    points = 0 if _is_written(key) else min(points, lot.points - lot.taken - lot.expired)
    if points <= 0:
        return 0
    earned = Entry.objects.get(key=earn_key)
    from_lot = min(points, lot.remaining)
    Lot.objects.filter(pk=lot.pk).update(remaining=F("remaining") - from_lot, taken=F("taken") + points)
    if lot.settled_at:
        _take_from_lots(queries.holdings_of(lot.user_id), points - from_lot)
    move = _Move(lot.user_id, points, key, earn_key, earned.reason, earned.order_number)
    move.write(Kind.TAKEN_BACK, A.BALANCE if lot.settled_at else A.PENDING, A.ISSUED)
    return points


@transaction.atomic
def adjust(*, user: Any, points: int, reason: str, by: Any, key: str = "") -> None:
    """The member has ``points`` more or fewer, for a ``reason`` that the audit log keeps.

    Raises ReasonMissing, NotPoints for 0, NotEnoughPoints where more would go than there is; then nothing changed.
    """
    if not reason.strip():
        raise ReasonMissing
    if not points:
        raise NotPoints(points)
    purse = _held(user.pk)
    key = key or f"adjust:{secrets.token_hex(8)}"
    if _is_written(key):
        return
    move = _Move(user.pk, abs(points), key, key, reason.strip()[:200], by=by.email)
    if points > 0:
        move.write(Kind.ADJUSTED, A.ADJUSTED, A.BALANCE)
        _open_lot(move, policy.after_debt(purse.balance, points))
    else:
        _take_away(move)
    audit.record(
        action="points.adjusted", subject=f"user:{user.email}", after={"points": points, "reason": move.reason}
    )


def _take_away(move: _Move) -> None:
    holdings = _holdings(move.user_id)
    if move.points > (available := policy.sum_of(holdings)):
        raise NotEnoughPoints(available)
    _take_from_lots(holdings, move.points)
    move.write(Kind.ADJUSTED, A.BALANCE, A.ADJUSTED)


def _held(user_id: int) -> Purse:
    """The member's purse, locked until the transaction ends; a new member has none yet."""
    mine = Purse.objects.select_for_update().filter(user_id=user_id)
    if purse := mine.first():
        return purse
    Purse.objects.bulk_create([Purse(user_id=user_id)], ignore_conflicts=True)
    return mine.get()


def _holdings(user_id: int) -> list[policy.Holding]:
    """What the member holds now that all that has expired is gone; the purse is held."""
    expire_lots_of(user_id)
    return queries.holdings_of(user_id)


def _is_written(key: str) -> bool:
    return Entry.objects.filter(key=key).exists()


def _pending_lot(key: str) -> Lot | None:
    return Lot.objects.filter(key=key, settled_at=None).first()


def _open_lot(move: _Move, remaining: int, *, is_pending: bool = False) -> None:
    now = clock.now()
    Lot.objects.create(
        user_id=move.user_id,
        key=move.key,
        points=move.points,
        remaining=remaining,
        earned_at=now,
        settled_at=None if is_pending else now,
        expires_on=None if is_pending else _expiry_from(now),
    )


def _expiry_from(now: datetime) -> date:
    return policy.expires_on(clock.store_day(now), months_they_last())


def _draw(holdings: list[policy.Holding], points: int, spend_key: str) -> None:
    shares = _take_from_lots(holdings, points)
    Draw.objects.bulk_create(Draw(lot_id=lot, spend_key=spend_key, points=share) for lot, share in shares.items())


def _take_from_lots(holdings: list[policy.Holding], points: int) -> dict[int, int]:
    """Points by lot that are no longer there, those that expire first taken first."""
    shares = policy.drawn(holdings, points)
    for lot_id, share in shares.items():
        Lot.objects.filter(pk=lot_id).update(remaining=F("remaining") - share)
    return shares


def _return_to_lots(purse: Purse, move: _Move) -> None:
    """A debt is paid off first; what no lot had given, because it was owed, becomes a lot of its own."""
    left = policy.after_debt(purse.balance, move.points)
    draws = {draw.pk: draw for draw in _open_draws(move.about)}
    out = [policy.Holding(draw.pk, draw.points - draw.given_back, draw.lot.last_day) for draw in draws.values()]
    for pk, share in policy.put_back(out, move.points).items():
        Draw.objects.filter(pk=pk).update(given_back=F("given_back") + share)
        _refill(draws[pk].lot_id, min(share, left))
        left -= min(share, left)
    if left:
        _open_lot(_Move(move.user_id, left, move.key, move.about), left)


def _open_draws(spend_key: str) -> list[Draw]:
    draws = Draw.objects.filter(spend_key=spend_key, given_back__lt=F("points"))
    return list(draws.select_related("lot"))


def _refill(lot_id: int, points: int) -> None:
    if points:
        lot = Lot.objects.get(pk=lot_id)
        lot.remaining, lot.expires_on = lot.remaining + points, policy.still_good(lot.last_day, clock.today())
        lot.save(update_fields=["remaining", "expires_on"])
