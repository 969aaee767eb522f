"""Each fact about an order writes one mail. A fact heard twice finds its mail written already."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from kernel.events import listen
from membership.messages import services as messages
from orders import events
from orders.notices.letters import letter_about
from orders.payments.events import PaymentReturned


@listen(events.OrderPlaced)
def on_placed(fact: events.OrderPlaced) -> None:
    _write("placed", fact)


@listen(events.PaymentReminderDue)
def on_reminder(fact: events.PaymentReminderDue) -> None:
    _write("reminder", fact)


@listen(events.OrderPaid)
def on_paid(fact: events.OrderPaid) -> None:
    _write("paid", fact)


@listen(events.OrderShipped)
def on_shipped(fact: events.OrderShipped) -> None:
    _write("shipped", fact)


@listen(events.OrderDelivered)
def on_delivered(fact: events.OrderDelivered) -> None:
    _write("delivered", fact)


@listen(events.OrderCancelled)
def on_cancelled(fact: events.OrderCancelled) -> None:
    _write("cancelled", fact)


@listen(events.OrderReinstated)
def on_reinstated(fact: events.OrderReinstated) -> None:
    _write("reinstated", fact)


@listen(events.OrderRefunded)
def on_refunded(fact: events.OrderRefunded) -> None:
    _write("refunded", fact)


@listen(events.LinkWanted)
def on_link_wanted(fact: events.LinkWanted) -> None:
    _write("link", fact)


@listen(PaymentReturned)
def on_payment_returned(fact: PaymentReturned) -> None:
    _write("payment_returned", fact)


def _write(kind: str, fact: Any) -> None:
    """The moment is part of the key: an order may be refunded twice, but not twice at one moment."""
    letter = letter_about(kind, fact.order_number, _details(fact))
    order = letter.order
    to = order.guest_email or (order.user.email if order.user else "")
    if to:
        messages.send(
            key=f"order-{kind}:{order.number}:{fact.at}",
            kind=f"order-{kind}",
            to=to,
            user=order.user,
            language=order.language,
            template="orders/notices/letter",
            context={"letter": letter},
        )


def _details(fact: Any) -> dict[str, Any]:
    said = asdict(fact)
    return {**said, "amount": Decimal(said["amount"])} if "amount" in said else said
