"""A coupon in words, as short as a shopper reads them: what it takes off, from how much on."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kernel.templatetags.shop_money import money
from promotions.queries import Gain

CHINESE = "zh-hans"
HUNDRED = Decimal(100)


def face(gain: str, value: Decimal) -> str:
    """The large figure on a ticket: ``¥60``, ``15%``, in Chinese ``8.5折``."""
    return _percent(value) if gain == Gain.PERCENTAGE else short(value)


def rule(gain: str, value: Decimal, minimum: Decimal) -> str:
    """What it does, in one breath: ``¥60 off ¥800``, in Chinese ``满800减60``."""
    if gain == Gain.PERCENTAGE:
        said = {"gain": face(gain, value), "least": _in_a_phrase(minimum)}
        return _("%(gain)s off from %(least)s") % said if minimum else _("%(gain)s off, with no minimum") % said
    said = {"gain": _in_a_phrase(value), "least": _in_a_phrase(minimum)}
    return _("%(gain)s off %(least)s") % said if minimum else _("%(gain)s off, no minimum") % said


def short(amount: Decimal) -> str:
    """Money without cents where there are none: ``¥60``, ``¥12.50``."""
    return money(amount).removesuffix(".00")


def _in_a_phrase(amount: Decimal) -> str:
    """Chinese leaves the sign of the currency out where the words say that it is money."""
    return _plain(amount) if get_language() == CHINESE else short(amount)


def _percent(value: Decimal) -> str:
    """Chinese names what is left to pay, in tenths: 15 % off is 8.5折."""
    if get_language() == CHINESE:
        return f"{_plain((HUNDRED - value) / 10)}折"
    return f"{_plain(value)}%"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
