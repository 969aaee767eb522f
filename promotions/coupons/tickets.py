"""Coupons as they are drawn: in the claim centre, in the wallet, beside a product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import ngettext, pgettext

from kernel import clock
from kernel.money import ZERO
from promotions.coupons import policy
from promotions.coupons.models import Coupon, VoucherApplication, WalletCoupon
from promotions.coupons.policy import Fate, Standing
from promotions.coupons.queries import running, usable_in_wallet
from promotions.queries import face, ranges_of, saving
from promotions.scopes.queries import Said, said_of

#: The claim centre shows no more than fit on a page anyone reads.
OFFERED = 48
#: What is over is still said for a while, so that nobody looks for it.
SAID_AFTER = timedelta(days=3)
#: How many of a wallet are looked at, and of those that are gone.
IN_WALLET, GONE = 100, 30
#: How many hints stand beside a product.
HINTS = 3

ALONG = ("offer__condition", "offer__benefit")
#: What the claim centre has; goods for points are in the mall alone, coupons for points in both.
CLAIMED = Q(offer__benefit__max_affected_items=None)


@dataclass(frozen=True)
class Ticket:
    """``standing`` is what the viewer may do with it, ``points`` what a claim costs, ``left`` how many are to be
    had and ``share_taken`` percent, where there are only so many. ``pieces`` of ``product_ids`` cost nothing then."""

    coupon_id: int
    name: str
    face: str
    rule: str
    scope: str
    category_id: int | None
    starts_at: datetime
    ends_at: datetime
    validity: str
    days_valid: int | None
    points: int = 0
    left: int | None = None
    pieces: int | None = None
    product_ids: tuple[int, ...] = ()
    standing: str = ""
    share_taken: int | None = None
    order: Any = None

    @property
    def last_moment(self) -> datetime:
        """What ends at midnight is good for the day before."""
        return self.ends_at - timedelta(seconds=1)


@dataclass(frozen=True)
class Hint:
    """A coupon in few words, beside a product it is good for."""

    coupon_id: int
    rule: str


@dataclass(frozen=True)
class Row:
    """A coupon as the merchant's list shows it: what it promises, and what has become of it."""

    coupon: Coupon
    ticket: Ticket
    claimed: int
    used: int
    discount: Decimal

    @property
    def budget(self) -> Decimal | None:
        return self.coupon.offer.max_discount

    @property
    def is_over(self) -> bool:
        return self.coupon.state == Coupon.State.RUNNING and self.coupon.ends_at <= clock.now()

    @property
    def is_ahead(self) -> bool:
        return self.coupon.state == Coupon.State.RUNNING and self.coupon.starts_at > clock.now()


@dataclass(frozen=True)
class Wallet:
    """What a member holds and held: soonest over first, then the latest first."""

    usable: Sequence[Ticket]
    used: Sequence[Ticket]
    expired: Sequence[Ticket]


def offered_to(user_id: int | None) -> list[Ticket]:
    """The coupons of the claim centre for this shopper: first those to be had, then what is gone. Seven queries."""
    return _offered(CLAIMED, user_id)


def in_the_mall(user_id: int | None) -> list[Ticket]:
    """What this shopper may exchange points for, coupons and goods. Seven queries."""
    return _offered(Q(points__gt=0), user_id)


def _offered(which: Q, user_id: int | None) -> list[Ticket]:
    now = clock.now()
    near = {"ends_at__gt": now - SAID_AFTER, "starts_at__lt": now + SAID_AFTER}
    shown = Coupon.objects.filter(which, kind=Coupon.Kind.CLAIM, state=Coupon.State.RUNNING, **near)
    coupons = list(shown.select_related(*ALONG).order_by("ends_at", "pk")[:OFFERED])
    had = _times_had(user_id, coupons)
    scopes = said_of({coupon.offer.condition.range_id for coupon in coupons})
    tickets = [_ticket(each, scopes, _standing(each, had, user_id, now)) for each in coupons]
    return sorted(tickets, key=lambda ticket: ORDER.index(Standing(ticket.standing)))


ORDER = [
    Standing.CLAIMABLE,
    Standing.NEEDS_LOGIN,
    Standing.NOT_YET,
    Standing.CLAIMED,
    Standing.USED_UP,
    Standing.OVER,
]


def offered(coupon_id: int, user_id: int | None) -> Ticket | None:
    """One coupon of the claim centre."""
    return next((ticket for ticket in offered_to(user_id) if ticket.coupon_id == coupon_id), None)


def wallet_of(user_id: int) -> Wallet:
    """Everything a member holds, and the latest of what is gone."""
    now, theirs = clock.now(), WalletCoupon.objects.filter(user_id=user_id)
    usable = _read(usable_in_wallet(user_id, now), IN_WALLET)
    used = _read(theirs.exclude(used_at=None).order_by("-used_at"), GONE)
    expired = _read(theirs.filter(used_at=None, valid_until__lt=now).order_by("-valid_until"), GONE)
    scopes = said_of({each.coupon.offer.condition.range_id for each in (*usable, *used, *expired)})
    return Wallet(
        usable=[_held(each, scopes, Fate.USABLE) for each in usable],
        used=[_held(each, scopes, Fate.USED) for each in used],
        expired=[_held(each, scopes, Fate.EXPIRED) for each in expired],
    )


def ending_soonest(user_id: int, most: int) -> list[Ticket]:
    """The next of a member's coupons whose time is over."""
    held = _read(usable_in_wallet(user_id, clock.now()), most)
    scopes = said_of({each.coupon.offer.condition.range_id for each in held})
    return [_held(each, scopes, Fate.USABLE) for each in held]


def rows_of(coupons: Sequence[Coupon]) -> list[Row]:
    """The coupons with what was claimed, used and given for them, less what came back. Eight queries, however many."""
    ids = [coupon.pk for coupon in coupons]
    known = Coupon.objects.select_related(*ALONG).in_bulk(ids)
    claimed = dict(_counted(WalletCoupon.objects.filter(coupon__in=ids), "coupon", Count("pk")))
    uses = VoucherApplication.objects.filter(voucher__coupon__in=ids, given_back_at=None)
    used = dict(_counted(uses, "voucher__coupon", Count("pk")))
    discounts = dict(_counted(uses, "voucher__coupon", Sum("amount")))
    said = said_of({coupon.offer.condition.range_id for coupon in known.values()})
    return [
        Row(
            coupon=known[pk],
            ticket=_ticket(known[pk], said, ""),
            claimed=claimed.get(pk, 0),
            used=used.get(pk, 0),
            discount=discounts.get(pk, ZERO),
        )
        for pk in ids
    ]


def _counted(rows: QuerySet[Any], by: str, what: Any) -> QuerySet[Any]:
    return rows.order_by().values_list(by).annotate(counted=what)


def hints_beside(product: Any) -> list[Hint]:
    """What can be claimed for this product, the same for every shopper. One query, and what is known of ranges."""
    claimable = running(clock.now()).filter(CLAIMED, kind=Coupon.Kind.CLAIM)
    claimable = claimable.select_related(*ALONG).order_by("ends_at", "pk")
    coupons = [each for each in claimable[:OFFERED] if each.total is None or each.taken < each.total]
    within = ranges_of([product.pk])[product.pk] if coupons else frozenset()
    return [_hint(coupon) for coupon in coupons if coupon.offer.condition.range_id in within][:HINTS]


def _hint(coupon: Coupon) -> Hint:
    condition, benefit = coupon.offer.condition, coupon.offer.benefit
    return Hint(coupon.pk, saving(benefit.type, benefit.value, condition.value or ZERO))


def _read(held: QuerySet[WalletCoupon], most: int) -> list[WalletCoupon]:
    return list(held.select_related("order", *(f"coupon__{name}" for name in ALONG))[:most])


def _times_had(user_id: int | None, coupons: Iterable[Coupon]) -> dict[int, int]:
    if user_id is None:
        return {}
    theirs = WalletCoupon.objects.filter(user_id=user_id, coupon__in=list(coupons)).order_by()
    return dict(theirs.values_list("coupon").annotate(times=Count("pk")))


def _standing(coupon: Coupon, had: Mapping[int, int], user_id: int | None, now: datetime) -> Standing:
    return policy.standing(
        is_member=user_id is not None,
        is_had=had.get(coupon.pk, 0) >= coupon.per_person,
        is_left=coupon.total is None or coupon.taken < coupon.total,
        has_begun=coupon.starts_at <= now,
        is_over=coupon.ends_at <= now,
    )


def _held(held: WalletCoupon, scopes: Mapping[int, Said], fate: Fate) -> Ticket:
    return _ticket(held.coupon, scopes, fate, ends_at=held.valid_until, order=held.order)


def _ticket(coupon: Coupon, scopes: Mapping[int, Said], standing: str, **more: Any) -> Ticket:
    condition, benefit = coupon.offer.condition, coupon.offer.benefit
    scope, pieces = scopes[condition.range_id], benefit.max_affected_items
    said = {
        "coupon_id": coupon.pk,
        "name": coupon.name,
        "face": pgettext("coupon", "Free") if pieces else face(benefit.type, benefit.value),
        "rule": _free(pieces) if pieces else saving(benefit.type, benefit.value, condition.value or ZERO),
        "scope": scope.words,
        "category_id": scope.category_id,
        "starts_at": coupon.starts_at,
        "ends_at": coupon.ends_at,
        "validity": coupon.validity,
        "days_valid": coupon.days_valid,
        "points": coupon.points,
        "left": coupon.total - coupon.taken if coupon.total is not None else None,
        "pieces": pieces,
        "product_ids": scope.product_ids,
        "standing": standing,
        "share_taken": coupon.taken * 100 // coupon.total if coupon.total else None,
    }
    return Ticket(**{**said, **more})


def _free(pieces: int) -> str:
    return ngettext("%(pieces)d piece for nothing", "%(pieces)d pieces for nothing", pieces) % {"pieces": pieces}
