"""The path of a request. A bank may still send back a refund that looked as if it had arrived.

A tracking number may be put right until the goods are here: they are sent once more, so to speak.
"""

from kernel.lifecycle import Lifecycle
from orders.aftersales.models import Return

S = Return.State

RETURN = Lifecycle(
    {
        S.REQUESTED: (S.QUESTIONED, S.APPROVED, S.REJECTED, S.WITHDRAWN),
        S.QUESTIONED: (S.REQUESTED, S.APPROVED, S.REJECTED, S.WITHDRAWN),
        S.APPROVED: (S.SENT_BACK, S.RECEIVED, S.REFUNDING, S.REFUNDED, S.WITHDRAWN),
        S.SENT_BACK: (S.SENT_BACK, S.RECEIVED),
        S.RECEIVED: (S.INSPECTED,),
        S.INSPECTED: (S.REFUNDING, S.REFUNDED, S.EXCHANGED, S.REJECTED),
        S.REFUNDING: (S.REFUNDED, S.REFUND_FAILED),
        S.REFUNDED: (S.REFUND_FAILED,),
        S.REFUND_FAILED: (S.REFUNDING,),
    }
)
