"""The offers as shoppers read of them: what runs and what comes, for whom, on what, until when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from catalogue.inventory.queries import StockRecord
from kernel import clock
from membership.tiers.queries import levels
from promotions.calendar.queries import Schedule, next_run
from promotions.campaigns.queries import Coming
from promotions.queries import Rule, offers_ahead, terms_of
from promotions.scopes.queries import Said, said_of

#: More than anyone reads on one page.
ANNOUNCED = 60
#: How far ahead an offer is announced.
AHEAD = timedelta(days=62)


@dataclass(frozen=True)
class Announced(Coming):
    """An offer in words. ``steps`` are its terms, the lowest first; ``when`` names its days, if it has some;
    ``limits`` is all that must be known besides."""

    steps: tuple[str, ...]
    goods: Said
    for_whom: str
    when: str
    limits: tuple[str, ...]


@dataclass(frozen=True)
class _Known:
    """What the words of all offers need, read at once."""

    goods: Mapping[int, Said]
    levels: Mapping[int, str]
    gifts: Mapping[int, str]


def announced() -> tuple[list[Announced], list[Announced]]:
    """The offers that run, first what ends first, and those of the next two months. At most eight queries."""
    now = clock.now()
    steps = _by_promotion(offers_ahead(now))
    known = _known([rule for _, rules in steps for rule in rules])
    runs = [(rules, schedule, run) for schedule, rules in steps if (run := next_run(schedule, now))]
    found = [_announced(rules, schedule, *run, now, known) for rules, schedule, run in runs if run[0] <= now + AHEAD]
    on = sorted((each for each in found if each.is_on), key=lambda each: (each.ends is None, each.ends, each.name))
    ahead = sorted((each for each in found if not each.is_on), key=lambda each: (each.begins, each.name))
    return on[:ANNOUNCED], ahead[:ANNOUNCED]


def _by_promotion(scheduled: Iterable[tuple[Schedule, Rule]]) -> list[tuple[Schedule, list[Rule]]]:
    """The steps of each promotion together, the lowest first."""
    found: dict[tuple[int, int], tuple[Schedule, list[Rule]]] = {}
    for schedule, rule in scheduled:
        key = (rule.promotion_id, 0) if rule.promotion_id else (0, rule.id)
        found.setdefault(key, (schedule, []))[1].append(rule)
    return [(schedule, sorted(rules, key=lambda rule: rule.need_value)) for schedule, rules in found.values()]


def _known(rules: Sequence[Rule]) -> _Known:
    asks_level = any(rule.least_level for rule in rules)
    return _Known(
        goods=said_of({rule.need_range for rule in rules}) if rules else {},
        levels={level.number: level.name for level in levels()} if asks_level else {},
        gifts={stock.pk: _title(stock) for stock in _gifts({rule.gift_stock for rule in rules if rule.gift_stock})},
    )


def _gifts(stock_ids: set[int]) -> Iterable[StockRecord]:
    found: QuerySet[StockRecord] = StockRecord.objects.filter(pk__in=stock_ids).select_related("product__parent")
    return found if stock_ids else ()


def _title(stock: StockRecord) -> str:
    return stock.product.title or stock.product.parent.title


def _announced(
    rules: list[Rule], schedule: Schedule, begins: datetime, ends: datetime | None, now: datetime, known: _Known
) -> Announced:
    first = rules[0]
    return Announced(
        name=first.name.partition(" · ")[0],
        steps=tuple(_step(rule, known) for rule in rules),
        goods=known.goods[first.need_range],
        for_whom=_for_whom(first, known),
        when=_when(schedule),
        limits=tuple(_limits(first)),
        begins=begins,
        ends=ends,
        is_on=begins <= now,
    )


def _step(rule: Rule, known: _Known) -> str:
    gift = known.gifts.get(rule.gift_stock or 0)
    return _("%(terms)s: %(gift)s") % {"terms": terms_of(rule), "gift": gift} if gift else terms_of(rule)


def _for_whom(rule: Rule, known: _Known) -> str:
    if rule.for_first_order:
        return _("first orders")
    if rule.least_level:
        return _("members from %(level)s up") % {"level": known.levels.get(rule.least_level, rule.least_level)}
    return pgettext("offer", "everyone")


def _when(schedule: Schedule) -> str:
    """Its days in words; empty where it runs day and night."""
    weekdays = [str(WEEKDAYS[day - 1]) for day in sorted(schedule.weekdays)]
    days = [str(day) for day in sorted(schedule.month_days)]
    both = pgettext("list", "and")
    if weekdays and days:
        named = {"weekdays": get_text_list(weekdays, both), "days": get_text_list(days, both)}
        return _("every %(weekdays)s that is day %(days)s of the month") % named
    if weekdays:
        return _("every %(weekdays)s") % {"weekdays": get_text_list(weekdays, both)}
    return _("day %(days)s of each month") % {"days": get_text_list(days, both)} if days else ""


def _limits(rule: Rule) -> Iterable[str]:
    if rule.most_each is not None:
        yield ngettext("%(count)d time for each", "%(count)d times for each", rule.most_each) % {
            "count": rule.most_each
        }
    if rule.is_limited and rule.most_each is None:
        yield _("as long as there is some left")
    if not rule.is_exclusive:
        yield _("adds up with others that do")


__all__ = ["Announced", "announced"]
