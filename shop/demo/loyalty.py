"""Points and levels of the past, as the orders of the past earned them; written in bulk, as if each had been lived."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from kernel import clock
from kernel.thresholds import value_of
from membership.models import User
from membership.points import policy
from membership.points.models import Account, Draw, Entry, Kind, Lot
from membership.points.queries import SIGN_UP
from membership.rewards.policy import sign_up_key
from membership.tiers import policy as tiers
from membership.tiers.models import LevelChange, Purchase, Rank, Reason
from membership.tiers.queries import levels
from orders.loyalty.policy import kept
from orders.models import Order
from shop.demo.people import Person

DAY = timedelta(days=1)
RETURN_WINDOW = 7 * DAY
#: What the gold member bought before the ninety days: days ago, and for how much. The first expires this month.
BEFORE = ((372, Decimal("1520.00")), (338, Decimal("1860.00")), (240, Decimal("3980.00")), (150, Decimal("3999.00")))
#: Points the gold member spent on one of those: how many, and how long ago.
SPENT, SPENT_AT = 600, 120


@dataclass(frozen=True)
class Earning:
    """What something brought a member, how much of it went back, and from when on it can be spent."""

    user_id: int
    key: str
    points: int
    taken: int
    net: Decimal
    at: datetime
    settled_at: datetime | None
    reason: str = "order"
    order_number: str = ""


@transaction.atomic
def reward(shopper: Person, members: Sequence[Person]) -> None:
    """Everyone has the points and the level that signing up and their orders earned; the shopper has a year behind."""
    people = [person.user_id for person in (shopper, *members) if person.user_id]
    began = clock.now() - 100 * DAY
    earnings = [*(_signed_up(user_id, began) for user_id in people), *_before(shopper), *_of_orders()]
    earnings.sort(key=lambda earning: earning.at)
    Lot.objects.bulk_create(_lot(earning) for earning in earnings if earning.points)
    entries = [entry for earning in earnings if earning.points for entry in _entries(earning)]
    Entry.objects.bulk_create(sorted([*entries, _spend_some(shopper)], key=lambda entry: entry.at))
    _keep_levels(earnings)
    _date_sign_ups(earnings)


def _date_sign_ups(earnings: Sequence[Earning]) -> None:
    """Nobody earned anything before they signed up."""
    first = {earning.user_id: earning.at for earning in reversed(earnings)}
    joined = defaultdict(list)
    for user_id, at in first.items():
        joined[at].append(user_id)
    for at, user_ids in joined.items():
        User.objects.filter(pk__in=user_ids).update(date_joined=at)


def _signed_up(user_id: int, at: datetime) -> Earning:
    return Earning(user_id, sign_up_key(user_id), value_of(SIGN_UP), 0, Decimal(0), at, at, "sign-up")


def _before(shopper: Person) -> Iterator[Earning]:
    assert shopper.user_id is not None
    for days, net in BEFORE:
        at = clock.now() - days * DAY
        yield Earning(shopper.user_id, f"before:{days}", policy.earned_for(net), 0, net, at, at + RETURN_WINDOW)


def _of_orders() -> Iterator[Earning]:
    over = clock.now() - RETURN_WINDOW
    for order in Order.objects.filter(user__isnull=False, paid_at__isnull=False).iterator():
        goods = order.total_incl_tax - order.shipping_incl_tax
        net = kept(for_goods=goods, paid=order.amount_paid, refunded=order.amount_refunded)
        points, left = policy.earned_for(goods), policy.earned_for(net)
        is_over = order.delivered_at and order.delivered_at < over
        settled_at = order.delivered_at + RETURN_WINDOW if is_over else None
        key = f"order:{order.number}"
        yield Earning(order.user_id, key, points, points - left, net, order.paid_at, settled_at, "order", order.number)


def _lot(earning: Earning) -> Lot:
    settled_on = earning.settled_at and clock.store_day(earning.settled_at)
    return Lot(
        user_id=earning.user_id,
        key=earning.key,
        points=earning.points,
        remaining=earning.points - earning.taken,
        taken=earning.taken,
        earned_at=earning.at,
        settled_at=earning.settled_at,
        expires_on=settled_on and policy.expires_on(settled_on),
    )


def _entries(earning: Earning) -> Iterator[Entry]:
    at_once = earning.settled_at == earning.at
    first = Account.BALANCE if at_once else Account.PENDING
    yield _entry(earning, Kind.EARNED, Account.ISSUED, first, earning.points, earning.key, earning.at)
    if earning.taken:
        at = earning.at + 5 * DAY
        yield _entry(
            earning, Kind.TAKEN_BACK, first, Account.ISSUED, earning.taken, f"kept:{earning.key}", min(at, clock.now())
        )
    left = earning.points - earning.taken
    if earning.settled_at and not at_once and left:
        settled = f"settle:{earning.key}"
        yield _entry(earning, Kind.SETTLED, Account.PENDING, Account.BALANCE, left, settled, earning.settled_at)


def _entry(
    earning: Earning, kind: Kind, source: Account, target: Account, points: int, key: str, at: datetime
) -> Entry:
    return Entry(
        user_id=earning.user_id,
        kind=kind,
        source=source,
        target=target,
        points=points,
        key=key,
        about=earning.key,
        reason=earning.reason,
        order_number=earning.order_number,
        at=at,
    )


def _keep_levels(earnings: Sequence[Earning]) -> None:
    """Each purchase lifts as far as it does, and the refunds are not counted at all."""
    thresholds = [level.threshold for level in levels()]
    spent: dict[int, Decimal] = defaultdict(Decimal)
    ranks: dict[int, Rank] = {}
    changes = []
    bought = [earning for earning in earnings if earning.net]
    for earning in bought:
        spent[earning.user_id] += earning.net
        earned = tiers.level_for(spent[earning.user_id], thresholds)
        held = ranks[earning.user_id].level if earning.user_id in ranks else tiers.FIRST
        if earned > held:
            changes.append(_change(earning, held, earned))
            ranks[earning.user_id] = _rank(earning, earned)
    Purchase.objects.bulk_create(
        Purchase(key=each.key, user_id=each.user_id, net=each.net, bought_at=each.at) for each in bought
    )
    Rank.objects.bulk_create(ranks.values())
    LevelChange.objects.bulk_create(changes)


def _change(earning: Earning, before: int, after: int) -> LevelChange:
    return LevelChange(user_id=earning.user_id, before=before, after=after, reason=Reason.SPENDING, at=earning.at)


def _rank(earning: Earning, level: int) -> Rank:
    review_on = tiers.next_review(level, clock.store_day(earning.at))
    return Rank(user_id=earning.user_id, level=level, reached_at=earning.at, review_on=review_on)


def _spend_some(shopper: Person) -> Entry:
    """The oldest lots gave what was spent; the first of them expires soon with what is left in it."""
    assert shopper.user_id is not None
    at, key = clock.now() - SPENT_AT * DAY, "spend:before"
    lots = Lot.objects.filter(user_id=shopper.user_id, settled_at__lt=at, expires_on__isnull=False)
    holdings = [policy.Holding(lot.pk, lot.remaining, lot.last_day) for lot in lots]
    shares = policy.drawn(holdings, SPENT)
    for lot_id, share in shares.items():
        Lot.objects.filter(pk=lot_id).update(remaining=F("remaining") - share)
    Draw.objects.bulk_create(Draw(lot_id=pk, spend_key=key, points=share) for pk, share in shares.items())
    return Entry(
        user_id=shopper.user_id,
        kind=Kind.SPENT,
        source=Account.BALANCE,
        target=Account.SPENT,
        points=sum(shares.values()),
        key=key,
        about=key,
        at=at,
    )
