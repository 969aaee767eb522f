from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.templatetags.shop_money import money


def charge_in_words(charge: Decimal, currency: str = "") -> str:
    """What a delivery costs, as every page and mail says it: money, or that it is free."""
    return money(charge, currency) if charge else _("free of charge")
