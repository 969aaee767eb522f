"""Facts about money. Amounts are decimal text in the order's currency, instants ISO 8601 in UTC."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RefundRequested:
    refund_id: str
    order_id: int
    order_number: str
    amount: str
    reason: str
    by: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class RefundArrived:
    """The bank has paid the money back."""

    refund_id: str
    order_id: int
    order_number: str
    amount: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class RefundFailed:
    """The money did not reach the shopper and is with us again; ``arrived_at`` is when it had looked as if it did."""

    refund_id: str
    order_id: int
    order_number: str
    amount: str
    at: str
    arrived_at: str = ""
    version: int = 1


@dataclass(frozen=True)
class PaymentReturned:
    """All of a payment that the store does not want is on its way back.

    ``why`` is ``late`` (the order had ended and its pieces were gone), ``twice``, or ``price`` (not the one agreed).
    """

    order_id: int
    order_number: str
    amount: str
    why: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class PaymentMismatched:
    """Money came that is not what the order asked for; the order is not paid and a person has to look."""

    order_id: int
    order_number: str
    intent_id: str
    at: str
    version: int = 1
