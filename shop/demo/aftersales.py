"""What came back lately: requests in every state with their clocks, and invoices. Through the shop's own commands."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

from django.core.files.base import File
from django.utils.translation import override
from PIL import Image, ImageDraw

from kernel import audit, clock
from kernel.photographs import redrawn
from orders.aftersales import policy, services
from orders.aftersales.models import Return
from orders.aftersales.queries import swaps_for
from orders.invoices import services as invoices
from orders.models import Line, Order
from shop.demo.people import Person

SUPPORT, WAREHOUSE = "support@demo.shop", "warehouse@demo.shop"
COMPANY, TAX_NUMBER = "杭州文三路文化有限公司", "91350100M000100Y43"
TRACKING = "圆通速递 YT7260031845512"


def live_through(shopper: Person) -> None:
    """The shopper of the demo waits for some answers and has had others; the desk has work of every kind."""
    theirs = _lately(Order.objects.filter(user=shopper.user_id))
    others = _lately(Order.objects.exclude(user=shopper.user_id))
    for order, story in [*zip(theirs, _stories_of_the_shopper(), strict=False), *zip(others, _others(), strict=False)]:
        story(order)
    services.mind_the_clock()
    _invoice_older_orders(shopper)


def _lately(orders) -> Iterator[Order]:
    """What arrived and may still come back, the latest first."""
    since = clock.now() - timedelta(days=6)
    return orders.filter(status=Order.Status.DELIVERED, delivered_at__gte=since, amount_refunded=0).order_by(
        "-delivered_at", "pk"
    )


def _stories_of_the_shopper() -> list[Callable[[Order], object]]:
    return [_has_asked_with_a_photograph, _gets_money_back_and_may_send_the_rest, _was_asked_back]


def _others() -> list[Callable[[Order], object]]:
    return [
        _waits_too_long,
        _has_to_be_answered_soon,
        _wants_another_variant,
        _may_send,
        _has_sent,
        _is_here,
        _is_looked_at,
        _gets_money_without_sending,
        _was_turned_down,
        _gets_money_back,
        _has_asked_with_a_photograph,
    ]


def _has_asked_with_a_photograph(order: Order) -> None:
    _asked(order, reason=policy.DAMAGED, note="边角有磕碰，见照片。", hours_ago=3, photographs=[redrawn(_scratch())])


def _gets_money_back(order: Order) -> None:
    with audit.acting(SUPPORT):
        invoices.ask_for_invoice(order=order, buyer="personal", title="林薇")
    request = _looked_at(order)
    with audit.acting(SUPPORT):
        services.refund(request=request, by=SUPPORT)


def _gets_money_back_and_may_send_the_rest(order: Order) -> None:
    _gets_money_back(order)
    _may_send(order, order.lines.order_by("pk").last())


def _was_asked_back(order: Order) -> None:
    request = _asked(order, reason=policy.NOT_AS_DESCRIBED, note="颜色和图片不一样。", hours_ago=20)
    with audit.acting(SUPPORT):
        services.ask(request=request, question="请问是哪一处颜色不同？方便的话补一张照片。", by=SUPPORT)


def _waits_too_long(order: Order) -> None:
    _due_in(_asked(order, reason=policy.WRONG_SIZE, hours_ago=53), hours=-5)


def _has_to_be_answered_soon(order: Order) -> None:
    request = _asked(order, reason=policy.PARTS_MISSING, kind=policy.REFUND_ONLY, note="少了一包螺丝。", hours_ago=44)
    _due_in(request, hours=4)


def _wants_another_variant(order: Order) -> None:
    """Where there is another variant at the same price; else it is a plain return."""
    for line in order.lines.select_related("product__parent"):
        choice = next((each for each in swaps_for(line) if each.free), None)
        if choice:
            swaps = {line.pk: choice.stock_id}
            with override(order.language):  # the new variant is written down in the shopper's words
                _asked(order, line, kind=policy.EXCHANGE, reason=policy.WRONG_SIZE, hours_ago=9, swaps=swaps)
            return
    _asked(order, hours_ago=9)


def _may_send(order: Order, line: Line | None = None) -> Return:
    request = _asked(order, line, hours_ago=30)
    with audit.acting(SUPPORT):
        services.approve(request=request, words="", by=SUPPORT)
    return request


def _has_sent(order: Order) -> Return:
    request = _may_send(order)
    services.send_back(request=request, sent_with=TRACKING)
    return request


def _is_here(order: Order) -> Return:
    request = _has_sent(order)
    with audit.acting(WAREHOUSE):
        services.receive(request=request, by=WAREHOUSE)
    return request


def _is_looked_at(order: Order) -> None:
    _looked_at(order)


def _looked_at(order: Order) -> Return:
    request = _is_here(order)
    with audit.acting(WAREHOUSE):
        fit = {each.line_id: each.quantity for each in request.lines.all()}
        services.inspect(request=request, sellable=fit, by=WAREHOUSE)
    return request


def _gets_money_without_sending(order: Order) -> None:
    request = _asked(order, reason=policy.NOT_RECEIVED, kind=policy.REFUND_ONLY, hours_ago=26)
    with audit.acting(SUPPORT):
        services.approve(request=request, by=SUPPORT)
        services.refund(request=request, by=SUPPORT)


def _was_turned_down(order: Order) -> None:
    request = _asked(order, hours_ago=40)
    with audit.acting(SUPPORT):
        services.reject(request=request, words="商品已有明显使用痕迹，无法无理由退货。", by=SUPPORT)


def _asked(
    order: Order,
    line: Line | None = None,
    *,
    hours_ago: int,
    kind: str = policy.RETURN,
    reason: str = policy.CHANGED_MIND,
    photographs=(),
    **more,
) -> Return:
    """As if it had been asked that long ago."""
    chosen = line or order.lines.order_by("pk")[0]
    wish = services.Wish(kind=kind, reason=reason, pieces={chosen.pk: 1}, **more)
    request = services.request_return(
        order=order, wish=wish, form_key=f"demo-{order.number}-{chosen.pk}", photographs=list(photographs)
    )
    asked_at = clock.now() - timedelta(hours=hours_ago)
    due = services.answer_due(asked_at)
    Return.objects.filter(pk=request.pk).update(requested_at=asked_at, answer_due_at=due)
    order.timeline.filter(kind="return_requested", details__place=request.place).update(happened_at=asked_at)
    request.refresh_from_db(fields=["requested_at", "answer_due_at"])
    return request


def _due_in(request: Return, *, hours: int) -> None:
    """Whatever the hour at which the demo is opened."""
    Return.objects.filter(pk=request.pk).update(answer_due_at=clock.now() + timedelta(hours=hours))


def _invoice_older_orders(shopper: Person) -> None:
    """One made out to the shopper, one to a company."""
    older = Order.objects.filter(user=shopper.user_id, status=Order.Status.DELIVERED).order_by("delivered_at", "pk")
    for order, said in zip(older[:2], (("personal", "林薇", ""), ("company", COMPANY, TAX_NUMBER)), strict=False):
        buyer, title, tax_number = said
        invoices.ask_for_invoice(order=order, buyer=buyer, title=title, tax_number=tax_number)


def _scratch() -> File:
    """A drawing of a scratched corner, where there is no photograph."""
    picture = Image.new("RGB", (1200, 900), "#c9b79c")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 620), (760, 420), (1200, 560), (1200, 900), (0, 900)], fill="#8a6a48")
    for shift in range(0, 90, 15):
        draw.line([(520 + shift, 470), (640 + shift, 610)], fill="#e9dcc6", width=4)
    file = BytesIO()
    picture.save(file, "JPEG", quality=85)
    return File(file, name="scratch.jpg")
