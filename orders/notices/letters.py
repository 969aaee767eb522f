"""What each mail says. The words are looked up when the mail is rendered, in the order's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.prepared import Prepared
from kernel.templatetags.instants import short_day
from kernel.templatetags.shop_money import money
from orders.aftersales.queries import return_days_of
from orders.fulfilment.queries import tracking_of
from orders.models import Line, Order
from orders.queries import cancellation_in_words, key_of, link_days
from orders.shipping.queries import charge_in_words

#: What most mails say of an order and of its lines; a mail that says more reads more.
SAID = (
    *("number", "user", "guest_email", "language", "currency", "total_incl_tax", "shipping_incl_tax"),
    *("pay_by", "promised_on", "delivered_at"),
)
ORDERS = Prepared(lambda numbers: Order.objects.filter(number__in=numbers).only(*SAID).order_by())
LINES = Prepared(
    lambda orders: (
        Line.objects.filter(order__in=orders).only("title", "options", "quantity", "line_price_incl_tax").order_by("pk")
    )
)

#: Kind → (subject, sentence, words on the button); each is called with what it may name.
Words = Callable[[Mapping[str, str]], tuple[str, str, str]]


@dataclass(frozen=True)
class Letter:
    """One mail about one order, as its templates draw it."""

    kind: str
    order: Order
    details: Mapping[str, Any]

    @cached_property
    def _words(self) -> tuple[str, str, str]:
        return WORDS[self.kind](self._named)

    @property
    def subject(self) -> str:
        return self._words[0]

    @property
    def sentence(self) -> str:
        return self._words[1]

    @property
    def button(self) -> str:
        return self._words[2]

    @cached_property
    def lines(self) -> list[Line]:
        return LINES.objects([self.order.pk])

    @property
    def delivery(self) -> str:
        return charge_in_words(self.order.shipping_incl_tax, self.order.currency)

    @property
    def url(self) -> str:
        """The order's page; a guest's link carries the key that opens it."""
        path = reverse("orders:detail", kwargs={"number": self.order.number})
        key = "" if self.order.user_id else f"?key={key_of(self.order.number)}"
        return f"{settings.STORE_URL}{path}{key}"

    @cached_property
    def _named(self) -> dict[str, str]:
        order, amount = self.order, self.details.get("amount")
        return {
            "number": order.number,
            "total": money(order.total_incl_tax, order.currency),
            "amount": money(amount, order.currency) if amount is not None else "",
            "time": date_format(order.pay_by.astimezone(clock.store_time_zone()), "H:i") if order.pay_by else "",
            "day": short_day(order.promised_on) if order.promised_on else "",
            "reason": cancellation_in_words(self.details.get("reason", "")),
            "why": self.details.get("why", ""),
            "parcels": self._parcels if self.kind == "shipped" else "",
            "link_days": str(link_days()),
            "return_days": str(return_days_of(order)) if self.kind == "delivered" else "",
        }

    @property
    def _parcels(self) -> str:
        return ", ".join(f"{parcel.carrier} {parcel.number}" for parcel in tracking_of(self.order))


def letter_about(kind: str, number: str, details: Mapping[str, Any]) -> Letter:
    """Raises ValueError where there is no such order."""
    (order,) = ORDERS.objects([number])
    return Letter(kind, order, details)


def _placed(named: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        _("Your order %(number)s") % named,
        _("Thank you. We keep these goods for you until %(time)s; please pay %(total)s by then.") % named,
        _("Pay or view the order"),
    )


def _reminder(named: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        _("Your order %(number)s ends at %(time)s") % named,
        _("It is not paid yet. At %(time)s it ends by itself and your goods go back on the shelf.") % named,
        _("Pay %(total)s now") % named,
    )


def _paid(named: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        _("We received your payment for %(number)s") % named,
        _("Thank you for your %(amount)s. We pack your order now.") % named,
        _("View the order"),
    )


def _shipped(named: Mapping[str, str]) -> tuple[str, str, str]:
    sentence = _("It left our warehouse: %(parcels)s.") if named["parcels"] else _("It left our warehouse.")
    return _("Your order %(number)s is on its way") % named, sentence % named, _("Follow the parcel")


def _delivered(named: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        _("Your order %(number)s was delivered") % named,
        _may_come_back(named["return_days"]),
        _("View the order"),
    )


def _may_come_back(days: str) -> str:
    words = ngettext(
        "We hope you like it. If something is not right, you can return it within %(days)s day.",
        "We hope you like it. If something is not right, you can return it within %(days)s days.",
        int(days),
    )
    return words % {"days": days}


def _cancelled(named: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        _("Your order %(number)s was cancelled") % named,
        _("%(reason)s Nothing was charged.") % named,
        _("View the order"),
    )


def _reinstated(named: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        _("Your order %(number)s goes on") % named,
        _("Your payment of %(amount)s came after the order had ended. Your goods were still there: we pack them.")
        % named,
        _("View the order"),
    )


def _refunded(named: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        _("%(amount)s refunded for %(number)s") % named,
        _("The money goes back the way it came; your bank may take some days to show it."),
        _("View the order"),
    )


def _payment_returned(named: Mapping[str, str]) -> tuple[str, str, str]:
    why = {
        "late": _("It came after the order had ended, and the goods were gone by then."),
        "twice": _("The order had been paid before, and it stays paid."),
        "price": _("It was not made at the price agreed for this order, so the order is not paid by it."),
    }
    back = _("We return all of the %(amount)s the way it came; you need not do anything.") % named
    subject = _("Your payment for %(number)s is on its way back") % named
    return subject, f"{why[named['why']]} {back}", _("View the order")


def _link(named: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        _("The link to your order %(number)s") % named,
        _("Here is the new link you asked for. It opens your order for %(link_days)s days.") % named,
        _("View the order"),
    )


WORDS: dict[str, Words] = {
    "placed": _placed,
    "reminder": _reminder,
    "paid": _paid,
    "shipped": _shipped,
    "delivered": _delivered,
    "cancelled": _cancelled,
    "reinstated": _reinstated,
    "refunded": _refunded,
    "payment_returned": _payment_returned,
    "link": _link,
}
