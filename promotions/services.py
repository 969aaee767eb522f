"""Commands of promotions: what orders use of them, give back, and take again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum

from kernel import clock
from promotions.memory import OFFERS, forget_offers
from promotions.models import ConditionalOffer, Promotion, PromotionUse
from promotions.shelf import show_prices

__all__ = ["OfferUsedUp", "Use", "forget_offers", "give_back_use", "record_use", "show_prices", "take_use_again"]


class OfferUsedUp(Exception):
    """The offer was used up by others since the basket was shown."""


@dataclass(frozen=True)
class Use:
    """What an order takes of one offer that has a limit of its own or through its promotion."""

    offer_id: int
    promotion_id: int | None
    times: int
    amount: Decimal


@transaction.atomic
def record_use(*, uses: Iterable[Use], order_number: str, members: Collection[str] = ()) -> None:
    """Count what an order uses by conditional UPDATEs, rows in one order. Raises OfferUsedUp, and nothing is counted.

    Only what has a limit is counted here: one row that every order writes to would make them all queue.
    ``members`` are the names the shopper is known by; the limit for each counts what any of them has used.
    """
    try:
        for use in sorted(uses, key=lambda use: (use.promotion_id or 0, use.offer_id)):
            is_another = _use_offer(use, members)
            if use.promotion_id is not None:
                is_another = _use_promotion(use, use.promotion_id, members)
            _note(use, order_number, members)
            if is_another:
                OFFERS.forget()
    except OfferUsedUp:
        OFFERS.forget()  # the rules we remember told the shopper that there was something left
        raise


def _use_offer(use: Use, members: Collection[str]) -> bool:
    """Whether what is remembered of the offer no longer holds: its uses are gone, or some of its money. The UPDATE
    locks the offer's row, so that the uses of a member are counted one order after another."""
    often_enough = Q(max_global_applications=None) | Q(max_global_applications__gte=F("num_applications") + use.times)
    much_enough = Q(max_discount=None) | Q(max_discount__gte=F("total_discount") + use.amount)
    offer = ConditionalOffer.objects.filter(pk=use.offer_id)
    counted = offer.filter(often_enough, much_enough).update(
        num_applications=F("num_applications") + use.times,
        total_discount=F("total_discount") + use.amount,
        num_orders=F("num_orders") + 1,
    )
    if not counted:
        raise OfferUsedUp(use.offer_id)
    if use.promotion_id is not None:
        return False
    limits = ("max_global_applications", "num_applications", "max_discount", "max_user_applications")
    most, had, budget, most_each = offer.values_list(*limits).get()
    if most_each and _times_had(use.offer_id, members) + use.times > most_each:
        raise OfferUsedUp(use.offer_id)
    return budget is not None or (most is not None and had >= most)


def _times_had(offer_id: int, members: Collection[str]) -> int:
    """How often an offer without a promotion acted for the shopper of these names."""
    theirs = PromotionUse.objects.of(members).filter(promotion=None, offer=offer_id)
    return int(theirs.aggregate(times=Sum("times", default=0))["times"])


def _use_promotion(use: Use, promotion_id: int, members: Collection[str]) -> bool:
    """The same of the promotion. The UPDATE locks the promotion's row, so that the uses of a member are counted one
    order after another."""
    often_enough = Q(most_uses=None) | Q(most_uses__gt=F("used"))
    much_enough = Q(budget=None) | Q(budget__gte=F("spent") + use.amount)
    running = Promotion.objects.filter(pk=promotion_id, status=Promotion.Status.RUNNING)
    if not running.filter(often_enough, much_enough).update(used=F("used") + 1, spent=F("spent") + use.amount):
        raise OfferUsedUp(use.offer_id)
    promotion = Promotion.objects.only("most_uses", "most_uses_each", "used", "budget", "spent").get(pk=promotion_id)
    theirs = PromotionUse.objects.of(members).filter(promotion=promotion)
    if promotion.most_uses_each is not None and theirs.count() >= promotion.most_uses_each:
        raise OfferUsedUp(use.offer_id)
    return promotion.is_used_up or promotion.budget is not None


def _note(use: Use, order_number: str, members: Collection[str]) -> None:
    """What came of it is given back when the order comes to nothing."""
    PromotionUse.objects.create(
        promotion_id=use.promotion_id,
        offer_id=use.offer_id,
        times=use.times,
        order_number=order_number,
        members=list(members),
        amount=use.amount,
    )


@transaction.atomic
def give_back_use(*, order_number: str, for_good: bool = False) -> None:
    """What an order that came to nothing has used can be used again; a second time changes nothing.

    ``for_good`` where the order will not want it back: it is forgotten.
    """
    for use in _locked(order_number, given_back_at=None):
        ConditionalOffer.objects.filter(pk=use.offer_id).update(
            num_applications=F("num_applications") - use.times,
            total_discount=F("total_discount") - use.amount,
            num_orders=F("num_orders") - 1,
        )
        Promotion.objects.filter(uses=use).update(used=F("used") - 1, spent=F("spent") - use.amount)
        PromotionUse.objects.filter(pk=use.pk).update(given_back_at=clock.now())
        OFFERS.forget()
    if for_good:
        PromotionUse.objects.filter(order_number=order_number).delete()


@transaction.atomic
def take_use_again(*, order_number: str) -> None:
    """An order that gave its uses back has them again. Raises OfferUsedUp where nothing is left of them; then nothing
    has changed."""
    if _locked(order_number, given_back_at=None):
        return
    for use in _locked(order_number, given_back_at__isnull=False):
        use.delete()
        # An offer that is no more, or was not noted yet, is found by nobody: used up.
        again = Use(use.offer_id or 0, use.promotion_id, use.times, use.amount)
        record_use(uses=[again], order_number=order_number, members=use.members)


def _locked(order_number: str, **which: Any) -> list[PromotionUse]:
    """In the order in which uses are recorded, so that two who change the same offers never wait for each other."""
    uses = PromotionUse.objects.select_for_update().filter(order_number=order_number, **which)
    return list(uses.order_by(F("promotion_id").asc(nulls_first=True), "offer_id"))
