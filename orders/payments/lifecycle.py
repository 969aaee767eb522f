"""The path of a refund. A bank may still send back what looked like a success."""

from kernel.lifecycle import Lifecycle
from orders.payments.models import Refund

S = Refund.State

REFUND = Lifecycle(
    {
        S.REQUESTED: (S.SENT, S.SUCCEEDED, S.FAILED),
        S.SENT: (S.SUCCEEDED, S.FAILED),
        S.SUCCEEDED: (S.FAILED,),
    }
)
