"""Facts about orders. Amounts are decimal text in the order's currency, instants ISO 8601 in UTC."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderPlaced:
    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class PaymentReminderDue:
    """The order is still unpaid ten minutes before its time to pay ends."""

    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class OrderPaid:
    order_id: int
    order_number: str
    amount: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class OrderCancelled:
    order_id: int
    order_number: str
    reason: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class OrderReinstated:
    """A payment arrived after the cancellation and the stock could be taken again."""

    order_id: int
    order_number: str
    amount: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class OrderShipped:
    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class OrderDelivered:
    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class OrderRefunded:
    """Money went back; ``in_full`` says whether nothing of the payment is left."""

    order_id: int
    order_number: str
    amount: str
    in_full: bool
    at: str
    version: int = 1


@dataclass(frozen=True)
class ReturnWindowClosed:
    """The days in which it could come back without a reason are over and no return is open; announced once."""

    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class LinkWanted:
    """Whoever holds a link that is over asks for another; it goes to where the order's mails go."""

    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class OrderAttached:
    """What was bought as a guest is a member's from now on."""

    order_id: int
    order_number: str
    user_id: int
    at: str
    version: int = 1
