"""The terms of an offer or a coupon in words, as short as a shopper reads them: what it takes off, from how much on."""

from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kernel.templatetags.shop_money import money
from promotions.rules import Gain, Need, Rule

CHINESE = "zh-hans"
HUNDRED = Decimal(100)


def terms_of(rule: Rule) -> str:
    """``¥80 off ¥500``, and only the gain where nothing is asked."""
    if rule.need_value <= (0 if rule.need == Need.WORTH else 1):
        return gain_of(rule)
    if rule.need == Need.WORTH and rule.gain in (Gain.AMOUNT, Gain.PERCENTAGE):
        return saving(rule.gain, rule.gain_value, rule.need_value)
    return _("%(need)s: %(gain)s") % {"need": need_of(rule), "gain": gain_of(rule)}


def saving(gain: str, value: Decimal, least: Decimal) -> str:
    """An amount or a percentage from ``least`` on: ``¥60 off ¥800``, in Chinese ``满800减60``."""
    if gain == Gain.PERCENTAGE:
        said = {"gain": face(gain, value), "least": _in_a_phrase(least)}
        return _("%(gain)s off from %(least)s") % said if least else _("%(gain)s off, with no minimum") % said
    said = {"gain": _in_a_phrase(value), "least": _in_a_phrase(least)}
    return _("%(gain)s off %(least)s") % said if least else _("%(gain)s off, no minimum") % said


def face(gain: str, value: Decimal) -> str:
    """The large figure on a ticket: ``¥60``, ``15%``, in Chinese ``8.5折``."""
    return _percent(value) if gain == Gain.PERCENTAGE else short_money(value)


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
            return _("%(percent)s off") % {"percent": _percent(rule.gain_value)}
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


def _in_a_phrase(amount: Decimal) -> str:
    """Chinese leaves the sign of the currency out where the words say that it is money."""
    return _plain(amount) if get_language() == CHINESE else short_money(amount)


def _percent(value: Decimal) -> str:
    """Chinese names what is left to pay, in tenths: 15 % off is 8.5折."""
    if get_language() == CHINESE:
        return f"{_plain((HUNDRED - value) / 10)}折"
    return f"{_plain(value)}%"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
