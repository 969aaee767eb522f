"""Every component in every state on one page, for who builds with them. Only in development and the demo."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.queries import Card
from catalogue.reviews.queries import ProductReview
from kernel import clock

COLOURS = (
    *("paper", "surface", "sunken", "tile", "line", "line-strong", "ink", "ink-2", "ink-3"),
    *("accent", "accent-ink", "good", "warn", "bad", "info", "focus"),
)
SPRITE = settings.BASE_DIR / "static" / "img" / "icons.svg"


class Sample(forms.Form):
    recipient = forms.CharField(help_text="As the courier should call.")
    phone = forms.CharField(min_length=11)
    district = forms.ChoiceField(choices=[("xuhui", "徐汇区")], required=False)
    keep = forms.BooleanField(label="Keep this address", required=False)


@dataclass(frozen=True)
class Row:
    """Anything a component lists."""

    label: str = ""
    url: str = ""
    state: str = ""
    title: str = ""
    note: str = ""
    at: Any = None
    when: str = ""
    amount: Decimal | None = None
    kind: str = ""
    count: int | None = None
    current: bool = False
    removes: bool = False
    name: str = ""
    applied: bool = False
    reason: str = ""


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "shop/storefront/styleguide.html", _samples())


def _samples() -> dict[str, Any]:
    now = clock.now()
    return {
        "colours": COLOURS,
        "icons": re.findall(r'symbol id="([^"]+)"', SPRITE.read_text()),
        "form": Sample({"recipient": "林小满", "phone": "138 0018"}),
        "cards": [_card(), _card(price_was=Decimal("289.00"), badge="New"), _card(sold_out=True, review_count=0)],
        "steps": [Row("Address", "#", "done"), Row("Delivery", state="now"), Row("Payment")],
        "events": [
            Row(title="Delivered", state="next", when="expected Friday"),
            Row(title="In Shanghai", state="now", at=now),
            Row(title="Left Kunshan", at=now - timedelta(hours=9), note="Kunshan sorting centre"),
        ],
        "sums": [
            Row("Goods", amount=Decimal("297.00")),
            Row("Coupon", amount=Decimal("-15.00"), kind="minus"),
            Row("To pay", amount=Decimal("282.00"), kind="total"),
        ],
        "rules": [
            Row(name="¥30 off ¥300", applied=True, reason="Goods are ¥318.00", amount=Decimal("-30.00")),
            Row(name="¥80 off ¥500", reason="¥182.00 are missing"),
        ],
        "chips": [Row("Solid wood", "#", removes=True), Row("Sofas", "#", count=6), Row("All", "#", current=True)],
        "tabs": [Row("To ship", "#", count=38, current=True), Row("Unpaid", "#", count=11), Row("Returns", "#")],
        "table_head": ["Order", "State", "Total"],
        "table_rows": [["7Q4M-5RBT-13KX", "Paid", "¥478.00"], ["2WVC-9KDJ-80TM", "Held", "¥2,946.00"]],
        "opinions": [None, ProductReview(status=0), ProductReview(status=2, refusal="It names the courier.")],
        "crumbs": [("Home", "#"), ("Furniture", "#"), ("Armchairs", "")],
        "facts": [("Size", "72 × 76 × 81 cm"), ("面料", "羊毛 60%")],
        "one": Decimal("268.00"),
        "two": Decimal("1099.00"),
    }


def _card(**different: Any) -> Card:
    plain: dict[str, Any] = {
        "id": 0,
        "url": "#",
        "title": "Plain stool 素凳",
        "note": "Solid ash, 65 cm",
        "photo": None,
        "price_now": Decimal("239.00"),
        "price_was": None,
        "price_from": False,
        "rating": 4.8,
        "review_count": 268,
        "badge": "",
        "sold_out": False,
    }
    return Card(**{**plain, **different})
