"""How payments read on an order's timeline."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kernel.templatetags.shop_money import money
from orders.ports import TIMELINE_WORDS


@TIMELINE_WORDS.plug("payment_returned")
def _payment_returned(details: Mapping[str, Any]) -> tuple[str, str]:
    if details["why"] == "twice":
        return _("Paid a second time, that payment is on its way back to you"), _amount(details)
    if details["why"] == "price":
        return _("Payment at another price than agreed, all of it is on its way back to you"), _amount(details)
    return _("Payment received too late, all of it is on its way back to you"), _amount(details)


@TIMELINE_WORDS.plug("refund_requested")
def _refund_requested(details: Mapping[str, Any]) -> tuple[str, str]:
    return _("Refund sent to the bank"), _amount(details)


@TIMELINE_WORDS.plug("refund_failed")
def _refund_failed(details: Mapping[str, Any]) -> tuple[str, str]:
    return _("A refund came back from the bank"), _amount(details)


@TIMELINE_WORDS.plug("refund_replaced")
def _refund_replaced(details: Mapping[str, Any]) -> tuple[str, str]:
    return _("The refund was sent again and has arrived"), _amount(details)


def _amount(details: Mapping[str, Any]) -> str:
    return money(details["amount"])
