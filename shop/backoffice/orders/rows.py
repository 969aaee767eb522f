"""An order as the list shows it, read as plain values: fifty models would cost more than the rest of the page."""

from collections import defaultdict, namedtuple
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kernel import clock
from kernel.languages import column
from kernel.prepared import Prepared
from kernel.templatetags.shop_money import money
from membership.tiers.policy import FIRST
from orders.aftersales import queries as aftersales
from orders.fulfilment import policy
from orders.fulfilment.models import Parcel
from orders.models import Line, Order, TimelineEntry
from shop.backoffice.orders.views import SHIP_WITHIN
from shop.memories import level_names

S = Order.Status

#: What a row, or a line of the export, says.
COLUMNS = (
    *("pk", "number", "date_placed", "status", "user_id", "is_test", "currency", "total_incl_tax"),
    *("amount_paid", "amount_refunded", "paid_at", "shipped_at", "delivered_at"),
    *("shipping_address__first_name", "shipping_address__last_name"),
    *("has_note", "has_return", "level"),
)
Columns = namedtuple("Columns", COLUMNS)

#: Nothing has set out with these.
AT_HOME = frozenset({S.PENDING, S.PAID, S.CANCELLED})

_STATE = '<span class="state" data-state="{}">{}</span>'


@dataclass(frozen=True)
class Standing:
    """Where something stands; ``note`` is small beside it."""

    word: str
    state: str = ""
    note: str = ""
    is_state: bool = True

    @property
    def drawn(self) -> SafeString:
        """As ``components/state.html`` draws it; rows of three would spend their time in including it."""
        return _drawn(self)


@lru_cache(maxsize=1_000)
def _drawn(standing: Standing) -> SafeString:
    plain = format_html("{}", standing.word)
    word = format_html(_STATE, standing.state, standing.word) if standing.word and standing.is_state else plain
    return format_html("{} <small>{}</small>", word, standing.note) if standing.note else word


@dataclass(frozen=True)
class Row:
    """What is shown of an order, as texts. ``placed`` is in words, ``placed_at`` and ``sum`` are for programs.

    ``order`` has the columns above. Two rows are the same where they look the same.
    """

    number: str
    url: str
    is_guest: bool
    placed: str
    placed_at: str
    customer: str
    level: str
    items: str
    total: str
    sum: str
    payment: Standing
    fulfilment: Standing
    ship_by: Standing
    flags: tuple[str, ...]
    order: Any = field(compare=False)
    parcels: list[Parcel] = field(compare=False)

    @property
    def carriers(self) -> str:
        return ", ".join(sorted({parcel.carrier_name for parcel in self.parcels}))


@dataclass(frozen=True)
class Sayings:
    """What is the same for every row, found once: words for moments and levels, and the address of a ``page``."""

    now: datetime
    in_words: Callable[[datetime], str]
    levels: Mapping[int, str]
    page: str


def rows_of(keys: Collection[int]) -> list[Row]:
    """The rows of these orders in this order; three queries at most, however many."""
    found = {order[0]: Columns(*order) for order in _orders.rows(keys)}
    lines, parcels = _lines(keys), _parcels(found.values())
    said = Sayings(clock.now(), _words_for_moments(), _levels_worth_a_word(), reverse("office:order", args=["NUMBER"]))
    return [_row(found[key], lines[key], parcels[key], said) for key in keys if key in found]


@Prepared
def _orders(keys: Any) -> QuerySet[Order, Any]:
    notes = TimelineEntry.objects.filter(order=OuterRef("pk"), kind="note")
    returns = aftersales.under_way().filter(order=OuterRef("pk"))
    known = {"has_note": Exists(notes), "has_return": Exists(returns), "level": F("user__rank__level")}
    return Order.objects.filter(pk__in=keys).annotate(**known).order_by().values_list(*COLUMNS)


def _parcels(orders: Iterable[Columns]) -> defaultdict[int, list[Parcel]]:
    """By order; no query where none has left."""
    left = [order.pk for order in orders if order.status not in AT_HOME]
    parcels: defaultdict[int, list[Parcel]] = defaultdict(list)
    for parcel in Parcel.objects.filter(order__in=left) if left else ():
        parcels[parcel.order_id].append(parcel)
    return parcels


def _levels_worth_a_word() -> dict[int, str]:
    """Of guests and of the first level there is nothing to say."""
    return {number: name for number, name in level_names().items() if number > FIRST}


def _lines(keys: Collection[int]) -> defaultdict[int, list[tuple[str, int]]]:
    """What was bought, as the reader calls it or else as the shopper read it, and how many of it."""
    lines: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for order_id, quantity, *titles in _titled(get_language() or settings.LANGUAGE_CODE).rows(keys):
        lines[order_id].append((next(filter(None, titles), ""), quantity))
    return lines


@cache
def _titled(language: str) -> Prepared:
    own = column("title", language)
    named = ("order", "quantity", f"product__parent__{own}", f"product__{own}", "title")
    return Prepared(lambda keys: Line.objects.filter(order__in=keys).order_by("pk").values_list(*named))


def _words_for_moments() -> Callable[[datetime], str]:
    """Says a moment briefly; a page of orders speaks of few days, so the words of a day are found once."""
    on_day = cache(lambda day: date_format(day, _("j M")))
    at = _("%(day)s, %(time)s")

    def in_words(moment: datetime) -> str:
        local = timezone.localtime(moment)
        return at % {"day": on_day(local.date()), "time": f"{local:%H:%M}"}

    return in_words


def payment_of(order: Any) -> Standing:
    if order.status == S.PENDING:
        return Standing(_("Unpaid"), "warn")
    if order.status == S.REFUNDED:
        return Standing(_("Refunded"))
    if order.amount_refunded:
        return Standing(_("Part refunded"))
    return Standing(_("Paid"), "good") if order.paid_at else Standing(_("Never paid"))


def fulfilment_of(order: Any, parcels: Collection[Parcel]) -> Standing:
    """How far it is on its way and with whom; nothing to say of what never set out."""
    standing = _progress(order, parcels)
    carriers = ", ".join(sorted({parcel.carrier_name for parcel in parcels}))
    return Standing(standing.word, standing.state, note=carriers)


def _progress(order: Any, parcels: Collection[Parcel]) -> Standing:
    if order.status == S.PAID:
        return Standing(_("To ship"), "todo")
    if order.status == S.DELIVERED:
        return Standing(_("Delivered"), "good")
    if order.status == S.SHIPPED and any(parcel.problem for parcel in parcels):
        return Standing(_("Trouble on the way"), "bad")
    if order.status == S.SHIPPED and parcels:
        nearest_start = min(parcels, key=lambda parcel: policy.LADDER.index(parcel.state))
        return Standing(nearest_start.get_state_display())
    return Standing("")


def ship_by(order: Any, now: datetime) -> Standing:
    """When a paid order has to leave, and how late it is; nothing once it has left or was never paid."""
    if order.status != S.PAID or order.paid_at is None:
        return Standing("")
    due = order.paid_at + SHIP_WITHIN
    if due < now:
        return Standing(_late(now - due), "bad")
    is_today = clock.store_day(due) == clock.store_day(now)
    local = timezone.localtime(due)
    if is_today:
        return Standing(_("Today %(time)s") % {"time": f"{local:%H:%M}"}, "warn")
    return Standing(date_format(local, _("D H:i")), is_state=False)


def _late(by: timedelta) -> str:
    hours = int(by.total_seconds() // 3600)
    if hours < 1:
        minutes = int(by.total_seconds() // 60)
        return ngettext("%(n)d minute late", "%(n)d minutes late", minutes) % {"n": minutes}
    if hours < 48:
        return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
    return ngettext("%(n)d day late", "%(n)d days late", hours // 24) % {"n": hours // 24}


def _row(
    order: Any,
    lines: list[tuple[str, int]],
    parcels: list[Parcel],
    said: Sayings,
) -> Row:
    return Row(
        number=order.number,
        url=said.page.replace("NUMBER", order.number),
        is_guest=order.user_id is None,
        placed=said.in_words(order.date_placed),
        placed_at=order.date_placed.isoformat(timespec="seconds"),
        customer=policy.shown_name(order.shipping_address__first_name or "", order.shipping_address__last_name or ""),
        level=said.levels.get(order.level, ""),
        items=_items(lines),
        total=money(order.total_incl_tax),
        sum=str(order.total_incl_tax),
        payment=payment_of(order),
        fulfilment=fulfilment_of(order, parcels),
        ship_by=ship_by(order, said.now),
        flags=tuple(_flags(order)),
        order=order,
        parcels=parcels,
    )


def _items(lines: list[tuple[str, int]]) -> str:
    """The first line with its pieces, and how many more lines there are."""
    if not lines:
        return ""
    (title, quantity), *others = lines
    said = f"{title} × {quantity}" if quantity > 1 else title
    return f"{said}, +{len(others)}" if others else said


def _flags(order: Any) -> Iterator[str]:
    if order.has_return:
        yield _("Return open")
    if order.has_note:
        yield _("Note")
    if order.is_test:
        yield _("Test")
