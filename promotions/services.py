from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q

from promotions.models import ConditionalOffer


class OfferUsedUp(Exception):
    """The offer was used up by others since the basket was shown."""


@transaction.atomic
def record_use(*, uses: Iterable[tuple[int, int, Decimal]]) -> None:
    """Count each limited offer's use (offer id, times, discount) by one conditional UPDATE. Raises OfferUsedUp.

    Only offers with a limit are counted here: one row that every order writes to would make them all queue.
    """
    for offer_id, times, discount in sorted(uses):
        often_enough = Q(max_global_applications=None) | Q(max_global_applications__gte=F("num_applications") + times)
        much_enough = Q(max_discount=None) | Q(max_discount__gte=F("total_discount") + discount)
        counted = ConditionalOffer.objects.filter(often_enough, much_enough, pk=offer_id).update(
            num_applications=F("num_applications") + times,
            total_discount=F("total_discount") + discount,
            num_orders=F("num_orders") + 1,
        )
        if not counted:
            raise OfferUsedUp(offer_id)
