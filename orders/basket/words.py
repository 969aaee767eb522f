"""The basket's sums and reasons in words. Every reduction names its rule, its amount, and what is missing to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kernel.money import ZERO
from kernel.templatetags.shop_money import money
from orders.basket.policy import Quote
from orders.shipping.queries import charge_in_words
from promotions.queries import Lane, Need, Verdict, Why, gain_of, terms_of

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
    """A step of ``.tiers-bar``: from ``need`` on, in money or in pieces, it gives its gain. It begins where the one
    ``before`` it was reached."""

    before: Decimal
    need: Decimal
    reached: Decimal
    is_next: bool
    label: str
    missing: str
    gain: str
    name: str

    @property
    def is_reached(self) -> bool:
        return self.need <= self.reached

    @property
    def length(self) -> Decimal:
        return self.need - self.before

    @property
    def filled(self) -> Decimal:
        return max(min(self.reached, self.need) - self.before, ZERO)


def sums_of(quoted: Quote, *, delivery_note: str = "", total_label: str = "") -> list[Row]:
    """The receipt: goods, each discount, delivery, total. The rows add up to the last one."""
    off = [Row(discount.rule.name, -discount.amount, "minus") for discount in quoted.discounts]
    return [
        Row(_("Goods"), quoted.goods),
        *off,
        *paid_with_points(quoted.points_used, quoted.points_discount),
        delivery_row(quoted.delivery or ZERO, delivery_note),
        Row(total_label or _("To pay"), quoted.total, "total"),
    ]


def delivery_row(charge: Decimal, note: str = "") -> Row:
    """The row of a receipt that says what the delivery costs, before anything is taken off it."""
    return Row(_("Delivery"), charge, note=note or charge_in_words(charge))


def paid_with_points(points: int, amount: Decimal) -> list[Row]:
    """The row of a receipt that says what points paid for; none where there were none."""
    label = ngettext("%(count)s point", "%(count)s points", points) % {"count": f"{points:,}"}
    return [Row(label, -amount, "minus")] if points else []


def reasons_of(quoted: Quote) -> list[Reason]:
    """Every rule that was considered: first what applied, then what did not and why."""
    by_rule = {discount.rule.id: -discount.amount for discount in quoted.discounts}
    given = {gift.rule.id for gift in quoted.gifts}
    reasons = [
        Reason(
            name=verdict.rule.name,
            applied=verdict.rule.id in by_rule or verdict.rule.id in given,
            reason=_why(verdict, verdict.rule.id in by_rule or verdict.rule.id in given),
            amount=by_rule.get(verdict.rule.id, Decimal(0)),
        )
        for verdict in _worth_saying(quoted.verdicts)
    ]
    return sorted(reasons, key=lambda reason: not reason.applied)


#: What a shopper could not change, or would not want to know of.
UNSAID = frozenset([Why.NOTHING_TO_GAIN, Why.HIGHER_TIER, Why.MORE_NEEDED, Why.NOT_THE_FIRST_ORDER])


def _worth_saying(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """What applied or lost, and the few rules that are nearest; not what could give nothing here."""
    verdicts = list(verdicts)
    said = [verdict for verdict in verdicts if verdict.is_applied or verdict.why not in UNSAID]
    ahead = [verdict for verdict in verdicts if verdict.why == Why.MORE_NEEDED]
    return said + sorted(ahead, key=lambda verdict: verdict.missing)[:NEAREST]


def _why(verdict: Verdict, is_applied: bool) -> str:
    if is_applied:
        return _("Code %(code)s") % {"code": verdict.rule.code} if verdict.rule.code else ""
    if verdict.is_applied:
        return _("Counts once a delivery is chosen")
    if verdict.why == Why.MORE_NEEDED:
        return _to_go(verdict)
    return _lost_to(verdict) if verdict.why == Why.TAKEN else _refused(verdict)


def _refused(verdict: Verdict) -> str:
    words = {
        Why.LEVEL_TOO_LOW: _("For members from level %(level)s up") % {"level": verdict.rule.least_level},
        Why.USED_UP: _("Used up"),
        Why.GIFT_GONE: _("The gifts are gone"),
        Why.CAP_REACHED: _("The order is lowered as far as it may be"),
    }
    return words.get(verdict.why, "") if verdict.why else ""


def _to_go(verdict: Verdict) -> str:
    if verdict.rule.need == Need.WORTH:
        amounts = {"reached": money(verdict.reached), "missing": money(verdict.missing)}
        return _("Goods %(reached)s, %(missing)s to go") % amounts
    missing = int(verdict.missing)
    return ngettext("%(count)s more piece needed", "%(count)s more pieces needed", missing) % {"count": missing}


def _lost_to(verdict: Verdict) -> str:
    if verdict.by is None:
        return _("A better offer already counts for these goods")
    return _better(get_language(), verdict.by.name)


@lru_cache
def _better(language: str | None, name: str) -> str:
    """Most rules of a basket lose to the same one."""
    return _("“%(name)s” is better for you, and they do not add up") % {"name": name}


def _missing(verdict: Verdict) -> str:
    """How much more it takes: money, or pieces."""
    if verdict.rule.need == Need.WORTH:
        return money(verdict.missing)
    missing = int(verdict.missing)
    return ngettext("%(count)s piece", "%(count)s pieces", missing) % {"count": missing}


def tiers_of(verdicts: Iterable[Verdict]) -> list[Tier]:
    """The steps of the promotion whose next one is nearest, lowest first; none while nothing of it is there."""
    steps = [verdict for verdict in verdicts if verdict.rule.lane == Lane.ORDER and verdict.rule.is_on_goods]
    ahead = [verdict for verdict in steps if verdict.why == Why.MORE_NEEDED and verdict.reached]
    if not ahead:
        return []
    following = min(ahead, key=lambda verdict: verdict.missing / verdict.rule.need_value)
    ladder = sorted(
        (verdict for verdict in steps if _ladder(verdict) == _ladder(following)), key=lambda each: each.rule.need_value
    )
    begins = [ZERO, *(verdict.rule.need_value for verdict in ladder)]
    return [_tier(verdict, following, before) for verdict, before in zip(ladder, begins, strict=False)]


def _ladder(verdict: Verdict) -> tuple[int | None, Need, int]:
    """Steps of one promotion, or of Oscar's offers that ask for more and more of the same goods."""
    rule = verdict.rule
    return rule.promotion_id, rule.need, rule.need_range


def _tier(verdict: Verdict, following: Verdict, before: Decimal) -> Tier:
    rule = verdict.rule
    return Tier(
        before=before,
        need=rule.need_value,
        reached=following.reached,
        is_next=verdict is following,
        label=terms_of(rule),
        missing=_missing(verdict),
        gain=gain_of(rule),
        name=rule.name.partition(" · ")[0],
    )
