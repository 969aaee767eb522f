"""A coupon in words, as short as a shopper reads them: what it takes off, from how much on, on which goods."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from catalogue.models import Category
from kernel.templatetags.shop_money import money
from promotions.models import Range
from promotions.queries import Gain

CHINESE = "zh-hans"
#: How many categories are named before the rest is counted.
NAMED = 2
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Scope:
    """Which goods, in words; ``category_id`` is set where they are one category's."""

    words: str
    category_id: int | None = None


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


def scopes_of(range_ids: Collection[int]) -> dict[int, Scope]:
    """The goods of each range in words. Three queries, however many."""
    ranges = Range.objects.filter(pk__in=range_ids)
    found = ranges.prefetch_related("included_categories", "excluded_categories", "rangeproduct_set")
    return {each.pk: _scope(each) for each in found}


def _scope(goods: Range) -> Scope:
    categories = list(goods.included_categories.all())
    if goods.includes_all_products:
        left_out = [category.name for category in goods.excluded_categories.all()]
        without = _("everything but %(names)s") % {"names": _named(left_out)}
        return Scope(without if left_out else _("everything"))
    if categories:
        return Scope(_named([category.name for category in categories]), _only(categories))
    products = len(goods.rangeproduct_set.all())
    return Scope(ngettext("%(count)d chosen product", "%(count)d chosen products", products) % {"count": products})


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    shown = get_text_list(names[: NAMED + (more == 1)], pgettext("list", "and"))
    return shown if more < 2 else _("%(names)s and %(count)d more") % {"names": ", ".join(names[:NAMED]), "count": more}


def _only(categories: list[Category]) -> int | None:
    return categories[0].pk if len(categories) == 1 else None
