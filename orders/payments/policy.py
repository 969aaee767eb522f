"""What makes a payment the one we asked for. Amounts are in minor units, as Stripe counts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

#: Stripe opens no session for less than half an hour; a minute more covers the way there.
SHORTEST_SESSION = timedelta(minutes=31)


@dataclass(frozen=True)
class Asked:
    """What an order's checkout session asked for."""

    session_id: str
    key: str
    order_number: str
    amount: int
    currency: str


@dataclass(frozen=True)
class Payment:
    """Money that reached Stripe, as Stripe tells it. An intent does not know its session: the id is empty then.

    ``price`` is the hash of the price that was asked for, empty on pages opened before there was one.
    """

    intent_id: str
    session_id: str
    key: str
    order_number: str
    amount: int
    currency: str
    price: str = ""


def differences(asked: Asked, paid: Payment) -> Mapping[str, tuple[object, object]]:
    """What was paid otherwise than asked: field → (asked, paid). Empty when all is well."""
    told = asdict(paid) | ({} if paid.session_id else {"session_id": asked.session_id})
    return {field: (value, told[field]) for field, value in asdict(asked).items() if value != told[field]}


@dataclass(frozen=True)
class Price:
    """What an order costs, and the hash of how that came about; an order from elsewhere has none."""

    amount: int
    hash: str


def price_differences(agreed: Price, rows: str, paid: Payment) -> Mapping[str, tuple[object, object]]:
    """Where an order's price as the shopper agreed to it, as its rows hold it and as it was paid do not agree:
    name → (agreed, found). Empty when all is well."""
    found = {
        "amount": (agreed.amount, paid.amount),
        "price": (agreed.hash, rows),
        "asked price": (agreed.hash, paid.price or agreed.hash),
    }
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def session_ends_at(pay_by: datetime, now: datetime) -> datetime:
    """The order's time to pay, or the least that Stripe allows; the rest is called off when the order is."""
    return max(pay_by, now + SHORTEST_SESSION)
