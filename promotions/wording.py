"""The terms of an offer in words: what must be bought, and what is gained by it."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.templatetags.shop_money import money
from promotions.rules import Gain, Need, Rule


def terms_of(rule: Rule) -> str:
    """``Spend ¥500.00: ¥80.00 off``, and only the gain where nothing is asked."""
    gain = gain_of(rule)
    if rule.need_value <= (0 if rule.need == Need.WORTH else 1):
        return gain
    return _("%(need)s: %(gain)s") % {"need": need_of(rule), "gain": gain}


def need_of(rule: Rule) -> str:
    if rule.need == Need.WORTH:
        return _("Spend %(amount)s") % {"amount": short_money(rule.need_value)}
    count = int(rule.need_value)
    if rule.need == Need.KINDS:
        return ngettext("Buy %(count)s kind", "Buy %(count)s kinds", count) % {"count": count}
    return ngettext("Buy %(count)s piece", "Buy %(count)s pieces", count) % {"count": count}


def gain_of(rule: Rule) -> str:
    match rule.gain:
        case Gain.PERCENTAGE:
            return percent_off(rule.gain_value)
        case Gain.AMOUNT:
            return _("%(amount)s off") % {"amount": short_money(rule.gain_value)}
        case Gain.AMOUNT_EACH:
            return _("%(amount)s off each") % {"amount": short_money(rule.gain_value)}
        case Gain.CHEAPEST_FREE:
            return _("one of them free")
        case Gain.BUNDLE_PRICE:
            return _("together %(amount)s") % {"amount": short_money(rule.gain_value)}
        case Gain.GIFT:
            return _("a gift")
        case _:
            return _("cheaper delivery")


def short_money(amount: Decimal) -> str:
    """``¥500``: in a sentence about thresholds nobody wants to read whole cents."""
    return money(amount).removesuffix(".00")


def percent_off(percent: Decimal) -> str:
    return _("%(percent)s%% off") % {"percent": f"{percent.normalize():f}"}
