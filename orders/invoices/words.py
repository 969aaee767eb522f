"""How invoices read on an order's timeline."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.templatetags.shop_money import money
from orders.ports import TIMELINE_WORDS

Details = Mapping[str, str]


@TIMELINE_WORDS.plug("invoice_issued")
def _issued(details: Details) -> tuple[str, str]:
    return _("Invoice issued"), f"{details['number']}, {money(Decimal(details['amount']))}"


@TIMELINE_WORDS.plug("invoice_reversed")
def _reversed(details: Details) -> tuple[str, str]:
    return _("Red invoice issued for what went back"), f"{details['number']}, {money(Decimal(details['amount']))}"
