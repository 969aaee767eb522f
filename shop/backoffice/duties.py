"""What stock, money and the shop's inside ask to be done, and how the search finds goods and people."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.inventory.models import StockRecord
from catalogue.inventory.queries import low_stock
from kernel import clock, outbox
from membership.models import User
from membership.staff import queries as staff
from orders.aftersales import queries as aftersales
from orders.models import Order
from orders.payments.queries import open_alerts
from shop.backoffice.products.queries import products_titled
from shop.backoffice.search import FINDERS, SHOWN_PER_FINDER, Finder, Hit
from shop.backoffice.stock.queries import rows
from shop.backoffice.today import SHOWN_PER_SOURCE, SOURCES, Source, Task

#: Money that is not where it should be is looked at within this time.
ALERT_WITHIN = timedelta(hours=4)
#: An unpaid order is worth a call shortly before it is given up.
ABOUT_TO_EXPIRE = timedelta(minutes=15)


def low() -> list[Task]:
    """What is sold out has to be ordered today, what is low tomorrow."""
    today, tomorrow = clock.day_end(clock.today()), clock.day_end(clock.today() + timedelta(days=1))
    return [
        Task(
            kind=_("Stock"),
            title=f"{row.title} {row.options}".strip(),
            detail=_("Sold out") if row.stock.free < 1 else _("%(free)d left") % {"free": row.stock.free},
            subject=row.stock.partner_sku,
            due=today if row.stock.free < 1 else tomorrow,
            url=reverse("office:sku", args=[row.stock.pk]),
            action=_("Receive"),
        )
        for row in rows(low_stock()[:SHOWN_PER_SOURCE])
    ]


def alerts() -> list[Task]:
    return [
        Task(
            kind=_("Money"),
            title=alert.get_kind_display(),
            detail=alert.subject,
            subject=alert.order.number if alert.order else "",
            due=alert.raised_at + ALERT_WITHIN,
            url=reverse("office:payments"),
            action=_("Look"),
        )
        for alert in open_alerts()[:SHOWN_PER_SOURCE]
    ]


def returns_to_answer() -> list[Task]:
    """Requests whose shoppers wait for an answer; how well that was kept lately stands beside the most urgent."""
    asked = list(aftersales.answers_due()[:SHOWN_PER_SOURCE])
    kept = aftersales.promise_kept().share if asked else None
    share = "" if kept is None else _("%(share)d %% answered in time lately") % {"share": kept}
    return [
        Task(
            kind=_("After-sales"),
            title=f"{request.get_kind_display()}, {request.get_reason_display()}",
            detail="" if n else share,
            subject=request.number,
            due=request.answer_due_at,
            url=reverse("office:return", args=[request.pk]),
            action=_("Answer"),
        )
        for n, request in enumerate(asked)
    ]


def unpaid_about_to_expire() -> list[Task]:
    soon = clock.now() + ABOUT_TO_EXPIRE
    ending = Order.objects.filter(status=Order.Status.PENDING, pay_by__range=(clock.now(), soon))
    return [_unpaid(order, order.pay_by) for order in ending.order_by("pay_by", "pk")[:SHOWN_PER_SOURCE]]


def _unpaid(order: Order, due: datetime | None) -> Task:
    return Task(
        kind=_("Unpaid"),
        title=_("Not paid yet, then the order is cancelled"),
        detail="",
        subject=order.number,
        due=due or clock.now(),
        url=reverse("office:order", args=[order.number]),
        action=_("Look"),
    )


def dead_letters() -> list[Task]:
    return [
        Task(
            kind=_("News"),
            title=_("A message inside the shop was not heard"),
            detail=f"{message.fact.rpartition('.')[2]}: {message.last_error}",
            subject=message.listener.rpartition(".")[2],
            due=message.dead_at or clock.now(),
            url=reverse("office:letters"),
            action=_("Look"),
        )
        for message in outbox.dead_letters()[:SHOWN_PER_SOURCE]
    ]


def skus(words: str) -> Iterator[Hit]:
    found = StockRecord.objects.filter(partner_sku__istartswith=words).select_related("product__parent")
    for row in rows(found.order_by("partner_sku")[:SHOWN_PER_FINDER]):
        said = f"{row.title} {row.options}".strip()
        yield Hit(_("SKU"), row.stock.partner_sku, said, reverse("office:sku", args=[row.stock.pk]))


def titles(words: str) -> Iterator[Hit]:
    for product in products_titled(words)[:SHOWN_PER_FINDER]:
        yield Hit(_("Product"), product.title, product.note or "", reverse("office:product", args=[product.pk]))


def members(words: str) -> Iterator[Hit]:
    if "@" in words:
        found = User.objects.filter(email__istartswith=words, is_staff=False).order_by("email")
        for user in found[:SHOWN_PER_FINDER]:
            yield Hit(_("Member"), user.email, user.get_full_name(), reverse("office:membership", args=[user.pk]))


def colleagues(words: str) -> Iterator[Hit]:
    for user in staff.staff().filter(email__icontains=words):
        yield Hit(_("Staff"), user.email, user.get_full_name(), reverse("office:member", args=[user.pk]))


SOURCES += [
    Source("stock.edit", low),
    Source("orders.refund", alerts),
    Source("returns.answer", returns_to_answer),
    Source("orders.cancel", unpaid_about_to_expire),
    Source("operations.view", dead_letters),
]
FINDERS += [
    Finder("stock.view", skus),
    Finder("products.view", titles),
    Finder("members.view", members),
    Finder("staff.edit", colleagues),
]
