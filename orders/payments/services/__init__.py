"""Commands of payments, by subject; the whole of them in one place for those who call."""

from orders.payments.services.news import take_in
from orders.payments.services.reconciling import reconcile
from orders.payments.services.refunds import NothingToSendAgain, RefundExceedsPayment, give_back_again, refund
from orders.payments.services.sending import send_refunds
from orders.payments.services.sessions import (
    NothingToPay,
    NoWayToPay,
    PaymentUnavailable,
    TimeToPayIsOver,
    call_off_payment,
    start_payment,
)
from orders.payments.services.settling import Outcome, confirm_return, settle

__all__ = [
    "NoWayToPay",
    "NothingToPay",
    "NothingToSendAgain",
    "Outcome",
    "PaymentUnavailable",
    "RefundExceedsPayment",
    "TimeToPayIsOver",
    "call_off_payment",
    "confirm_return",
    "give_back_again",
    "reconcile",
    "refund",
    "send_refunds",
    "settle",
    "start_payment",
    "take_in",
]
