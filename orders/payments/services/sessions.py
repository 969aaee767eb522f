"""The hosted page on which an order is paid: opened, reused while it is open, called off with the order."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.inserts import insert
from kernel.money import in_minor_units
from kernel.prepared import Prepared
from orders import services as orders
from orders.models import Order
from orders.payments import gateway, policy
from orders.payments.models import CheckoutSession
from orders.payments.ports import FALLEN_PRICES
from orders.payments.services import settling

State = CheckoutSession.State

#: What the hosted page calls our languages.
LOCALES = {"zh-hans": "zh", "en": "en"}


_LIVE = Prepared(lambda orders: CheckoutSession.objects.filter(order__in=orders, state__in=CheckoutSession.LIVE))


class NoWayToPay(Exception):
    """There is no page to pay this order on; ``words`` say why."""

    words: str | Promise


class NothingToPay(NoWayToPay):
    """The order is paid, cancelled or refunded, or its payment is with the bank."""

    words = _("There is nothing to pay for this order at the moment.")


class TimeToPayIsOver(NoWayToPay):
    """The order is about to be cancelled and takes no payment any more."""

    words = _("The time to pay for this order is over. Nothing was charged.")


class PaymentUnavailable(NoWayToPay):
    """Stripe could not be asked, or would not take this payment. Nothing was charged."""

    words = _("The payment page cannot be opened just now. Nothing was charged; please try again.")


def start_payment(*, order: Order, site: Callable[[str], str]) -> str:
    """The address to send the shopper to: the order's hosted page, the same one while it is open.

    ``site`` makes a path of ours an address that Stripe can lead back to. A price that fell since the order was placed
    is passed on before. Raises NothingToPay, TimeToPayIsOver, PaymentUnavailable, which are all a NoWayToPay.
    """
    _pass_on_a_drop(order)
    back, turned_back = reverse("payments:return"), reverse("payments:cancelled", kwargs={"number": order.number})
    session = _session_to_pay(order, return_url=site(back), cancel_url=site(turned_back))
    if session.state == State.OPENING:
        _open(session)
    return session.url


def call_off_payment(*, order_id: int) -> None:
    """No page of this order can be paid any more; a payment that was quicker is settled instead.

    Raises gateway.Unreachable.
    """
    for session in CheckoutSession.objects.filter(order_id=order_id, state__in=CheckoutSession.LIVE):
        if session.session_id:
            _call_off(session)
        else:
            close(session, State.FAILED)


def close(session: CheckoutSession, state: CheckoutSession.State) -> None:
    """The page cannot be paid any more; one that is closed already stays as it is."""
    CheckoutSession.objects.filter(pk=session.pk, state__in=CheckoutSession.LIVE).update(state=state)


def _pass_on_a_drop(order: Order) -> None:
    """Where Stripe cannot be asked to close the page at the earlier price, that price stands."""
    for fallen_price_of in FALLEN_PRICES.values():
        if make_cheaper := fallen_price_of(order):
            with suppress(gateway.Unreachable):
                call_off_payment(order_id=order.pk)
                make_cheaper()


@transaction.atomic
def _session_to_pay(order: Order, **addresses: str) -> CheckoutSession:
    order = orders.locked(order.pk)
    if order.status != Order.Status.PENDING or not order.total_incl_tax:
        raise NothingToPay(order.number)
    now = clock.now()
    if order.pay_by and order.pay_by <= now:
        raise TimeToPayIsOver(order.number)
    live = next(iter(_LIVE.objects([order.pk])), None)
    if live and live.state == State.PROCESSING:
        raise NothingToPay(order.number)  # the bank has not decided yet, and nobody pays twice
    if live and live.expires_at > now:
        return live
    if live:
        close(live, State.EXPIRED)
    session = CheckoutSession(
        order=order,
        amount=order.total_incl_tax,
        currency=order.currency,
        expires_at=policy.session_ends_at(order.pay_by or now, now),
        **addresses,
    )
    return insert([session])[0]


def _open(session: CheckoutSession) -> None:
    """Asked outside of any transaction; two tabs asking at once get the same page, for they ask under the same key."""
    try:
        opened = gateway.open_session(wanted=_wish(session), key=session.key)
    except gateway.Unreachable as failure:
        raise PaymentUnavailable(session.order.number) from failure
    except gateway.Refused as refusal:
        close(session, State.FAILED)
        raise PaymentUnavailable(session.order.number) from refusal
    session.session_id, session.url, session.state = opened["id"], opened["url"], State.OPEN
    waiting = CheckoutSession.objects.filter(pk=session.pk, state=State.OPENING)
    if waiting.update(session_id=session.session_id, url=session.url, state=session.state):
        return
    session.refresh_from_db(fields=["session_id", "url", "state"])
    if session.state == State.FAILED:  # called off while Stripe was opening it
        gateway.expire_session(opened["id"])
        raise NothingToPay(session.order.number)


def _wish(session: CheckoutSession) -> dict[str, Any]:
    """The same wish for the same session, always: Stripe refuses a key that comes back with another wish."""
    order = session.order
    names = {"order": order.number, "session": session.key}
    if order.snapshot_hash:
        names["price"] = order.snapshot_hash
    with translation.override(order.language):
        title = str(_("Order %(number)s") % {"number": order.number})
    price = {"currency": session.currency.lower(), "unit_amount": in_minor_units(session.amount, session.currency)}
    wish: dict[str, Any] = {
        "mode": "payment",
        "line_items": [{"price_data": {**price, "product_data": {"name": title}}, "quantity": 1}],
        "client_reference_id": order.number,
        "metadata": names,
        "payment_intent_data": {"metadata": names, "description": f"{settings.OSCAR_SHOP_NAME} {order.number}"},
        "success_url": f"{session.return_url}?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": session.cancel_url,
        "expires_at": int(session.expires_at.timestamp()),
        "locale": LOCALES.get(order.language, "auto"),
    }
    return wish | ({"customer_email": order.email} if order.email else {})


def _call_off(session: CheckoutSession) -> None:
    try:
        gateway.expire_session(session.session_id or "")
    except gateway.Refused:
        settling.confirm_return(session_id=session.session_id or "")  # paid or expired meanwhile: hear which
    else:
        close(session, State.EXPIRED)
