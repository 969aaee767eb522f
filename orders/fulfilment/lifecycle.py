"""A parcel's way. It may skip steps, since carriers do; it never goes back."""

from kernel.lifecycle import Lifecycle
from orders.fulfilment.models import Parcel

S = Parcel.State

PARCEL = Lifecycle(
    {
        S.ANNOUNCED: (S.COLLECTED, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.RETURNING, S.RETURNED, S.DELIVERED),
        S.COLLECTED: (S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.RETURNING, S.RETURNED, S.DELIVERED),
        S.IN_TRANSIT: (S.OUT_FOR_DELIVERY, S.RETURNING, S.RETURNED, S.DELIVERED),
        S.OUT_FOR_DELIVERY: (S.RETURNING, S.RETURNED, S.DELIVERED),
        S.RETURNING: (S.RETURNED, S.DELIVERED),
        S.RETURNED: (S.DELIVERED,),
    }
)
