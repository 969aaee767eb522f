"""The basket's sums and reasons in words. Every reduction names its rule, its amount, and what is missing to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.templatetags.shop_money import money
from orders.basket.policy import Quote
from promotions.queries import Gain, Need, Verdict, Why

#: How many rules that need more are named.
NEAREST = 4


@dataclass(frozen=True)
class Row:
    """A row of ``components/sums.html``."""

    label: str
    amount: Decimal
    kind: str = ""
    note: str = ""


@dataclass(frozen=True)
class Reason:
    """A row of ``components/why.html``."""

    name: str
    applied: bool
    reason: str
    amount: Decimal


@dataclass(frozen=True)
class Tier:
    """A step of ``.tiers-bar``: spend ``need`` and get ``gain`` off."""

    need: Decimal
    gain: Decimal
    spent: Decimal
    is_reached: bool
    is_next: bool
    name: str

    @property
    def missing(self) -> Decimal:
        return self.need - self.spent

    @property
    def filled(self) -> Decimal:
        return min(self.spent, self.need)


def sums_of(quoted: Quote, *, delivery_note: str = "", total_label: str = "") -> list[Row]:
    """The receipt: goods, each discount, delivery, total. The rows add up to the last one."""
    off = [Row(discount.rule.name, -discount.amount, "minus") for discount in quoted.discounts]
    delivery = Row(_("Delivery"), quoted.delivery or Decimal(0), note=delivery_note)
    return [
        Row(_("Goods"), quoted.goods),
        *off,
        *paid_with_points(quoted.points_used, quoted.points_discount),
        delivery,
        Row(total_label or _("To pay"), quoted.total, "total"),
    ]


def paid_with_points(points: int, amount: Decimal) -> list[Row]:
    """The row of a receipt that says what points paid for; none where there were none."""
    label = ngettext("%(count)s point", "%(count)s points", points) % {"count": f"{points:,}"}
    return [Row(label, -amount, "minus")] if points else []


def reasons_of(quoted: Quote) -> list[Reason]:
    """Every rule that was considered: first what applied, then what did not and why."""
    by_rule = {discount.rule.id: -discount.amount for discount in quoted.discounts}
    reasons = [
        Reason(
            name=verdict.rule.name,
            applied=verdict.rule.id in by_rule,
            reason=_why(verdict, verdict.rule.id in by_rule),
            amount=by_rule.get(verdict.rule.id, Decimal(0)),
        )
        for verdict in _worth_saying(quoted.verdicts)
    ]
    return sorted(reasons, key=lambda reason: not reason.applied)


def _worth_saying(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """What applied or lost to a better one, and the few rules that are nearest; not what could give nothing."""
    said = [verdict for verdict in verdicts if verdict.is_applied or verdict.why == Why.TAKEN]
    ahead = [verdict for verdict in verdicts if verdict.why == Why.MORE_NEEDED]
    return said + sorted(ahead, key=lambda verdict: verdict.missing)[:NEAREST]


def _why(verdict: Verdict, is_applied: bool) -> str:
    rule = verdict.rule
    if is_applied:
        return _("Code %(code)s") % {"code": rule.code} if rule.code else ""
    if verdict.is_applied:
        return _("Counts once a delivery is chosen")
    if verdict.why == Why.TAKEN:
        return _("A better offer already counts for these goods")
    if rule.need == Need.WORTH:
        amounts = {"reached": money(verdict.reached), "missing": money(verdict.missing)}
        return _("Goods %(reached)s, %(missing)s to go") % amounts
    missing = int(verdict.missing)
    return ngettext("%(count)s more piece needed", "%(count)s more pieces needed", missing) % {"count": missing}


def tiers_of(verdicts: Iterable[Verdict]) -> list[Tier]:
    """The steps of spending that take an amount off, lowest first, of the range the next step is in."""
    steps = [
        verdict
        for verdict in verdicts
        if verdict.rule.need == Need.WORTH and verdict.rule.gain == Gain.AMOUNT and not verdict.rule.code
    ]
    ahead = [verdict for verdict in steps if verdict.why == Why.MORE_NEEDED and verdict.reached]
    if not ahead:
        return []
    following = min(ahead, key=lambda verdict: verdict.missing)
    ladder = [verdict for verdict in steps if verdict.rule.need_range == following.rule.need_range]
    spent = following.reached
    return [_tier(verdict, spent, following) for verdict in sorted(ladder, key=lambda each: each.rule.need_value)]


def _tier(verdict: Verdict, spent: Decimal, following: Verdict) -> Tier:
    return Tier(
        need=verdict.rule.need_value,
        gain=verdict.rule.gain_value,
        spent=spent,
        is_reached=verdict.rule.need_value <= spent,
        is_next=verdict is following,
        name=verdict.rule.name,
    )
