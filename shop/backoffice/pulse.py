"""How the day goes: money and orders so far, beside the same weekday a week ago up to the same hour."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Sum

from kernel import clock
from kernel.money import ZERO, rounded
from orders.models import Order
from orders.payments.queries import refunds_between

WEEK = 7


@dataclass(frozen=True)
class Stretch:
    """Sums over part of a day, in store currency; test orders are in none of them."""

    revenue: Decimal
    orders: int
    refunds: Decimal

    @property
    def aov(self) -> Decimal:
        return rounded(self.revenue / self.orders) if self.orders else ZERO


@dataclass(frozen=True)
class Pulse:
    now: Stretch
    then: Stretch

    @property
    def revenue_change(self) -> float | None:
        return change(self.then.revenue, self.now.revenue)

    @property
    def orders_change(self) -> float | None:
        return change(Decimal(self.then.orders), Decimal(self.now.orders))


def change(old: Decimal, new: Decimal) -> float | None:
    """Per cent, one place; None where there is nothing to compare with."""
    return round(float((new - old) / old * 100), 1) if old else None


def pulse(now: datetime) -> Pulse:
    """Four queries."""
    began = clock.day_start(clock.store_day(now))
    return Pulse(_stretch(began, now), _stretch(clock.days_after(began, -WEEK), clock.days_after(now, -WEEK)))


def _stretch(start: datetime, end: datetime) -> Stretch:
    paid = Order.objects.filter(is_test=False, paid_at__gte=start, paid_at__lt=end)
    sums = paid.aggregate(revenue=Sum("amount_paid"), orders=Count("pk"))
    refunds = refunds_between(start, end).filter(source__order__is_test=False).aggregate(sum=Sum("amount"))
    return Stretch(sums["revenue"] or ZERO, sums["orders"], refunds["sum"] or ZERO)
