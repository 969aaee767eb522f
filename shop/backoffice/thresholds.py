"""The numbers of the trade that a merchant may set without a deploy, by their subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalogue.inventory.queries import LOW_STOCK
from kernel.forms import ShopField
from kernel.meanwhile import in_one_transaction, is_up_to_date, seen_of
from kernel.thresholds import THRESHOLDS, Threshold, set_values, values
from membership.points import earning, spending
from membership.staff.services import requires
from orders import keys, patience
from orders.aftersales import terms
from orders.basket.guesses import MOST_WRONG
from promotions import cap
from shop.backoffice.orders.views import PRIORITY_LEVEL
from shop.backoffice.stock.queries import UNSOLD_DAYS
from shop.memories import SHELF

SUBJECT = "thresholds"


@dataclass(frozen=True)
class Section:
    """Numbers of one subject, in the order of the page, and when they count."""

    anchor: str
    heading: str | Promise
    counts: str | Promise
    names: tuple[str, ...]


SECTIONS = (
    Section(
        "paying",
        gettext_lazy("Paying"),
        gettext_lazy("How long pieces are kept for an order that is not paid. Orders placed already keep their time."),
        (patience.MINUTES, patience.REMINDER),
    ),
    Section(
        "after-sales",
        gettext_lazy("After-sales"),
        gettext_lazy("What product pages and orders promise, for everything that arrives or is asked from now on."),
        (
            *(terms.RETURN_DAYS, terms.EXCHANGE_DAYS, terms.SEND_DAYS, terms.DELIVERY),
            *(terms.ANSWER_HOURS, terms.WARN_HOURS, terms.OPENS, terms.CLOSES),
            keys.DAYS,
        ),
    ),
    Section(
        "discounts",
        gettext_lazy("Discounts"),
        gettext_lazy("What no promotion or coupon goes beyond, and when guessing at codes has to wait."),
        (cap.PERCENT, MOST_WRONG),
    ),
    Section(
        "earning",
        gettext_lazy("Earning points"),
        gettext_lazy("What members are given from now on. A category may have a ratio of its own."),
        (
            *(earning.FOR_A_HUNDRED, earning.SIGN_UP, earning.REVIEW, earning.REVIEW_WITH_PHOTO),
            *(earning.SHARE, earning.SHARES_A_DAY),
        ),
    ),
    Section(
        "spending",
        gettext_lazy("Spending points"),
        gettext_lazy("How much they pay for, and how long they last. Points that can be spent already keep their day."),
        (spending.PERCENT, spending.MONTHS),
    ),
    Section(
        "desk",
        gettext_lazy("Stock and picking"),
        gettext_lazy("Only staff see these: in the stock list, on Today and on pick slips."),
        (LOW_STOCK, UNSOLD_DAYS, PRIORITY_LEVEL),
    ),
)


class Number(ShopField):
    """A threshold's name may have spaces; the id of its field may not."""

    @property
    def auto_id(self) -> str:
        return f"id_{slugify(self.name)}"


class ThresholdForm(forms.Form):
    """One number for each threshold that a room offers."""

    bound_field_class = Number

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=values(), **kwargs)
        for name, each in THRESHOLDS.items():
            self.fields[name] = _choice(each) if each.choices else _number(each)

    def clean(self) -> None:
        """What goes with each number is asked once all of them are numbers."""
        for name, each in THRESHOLDS.items():
            if not self.errors and (refusal := each.refusal(self.cleaned_data)):
                self.add_error(name, refusal)

    def sections(self) -> Iterator[tuple[Section, list[BoundField]]]:
        for section in SECTIONS:
            yield section, [self[name] for name in section.names]


def _number(each: Threshold) -> forms.Field:
    bounds = {"least": each.least, "most": f"{each.most:,}", "default": each.default()}
    field = forms.IntegerField(label=each.label, min_value=each.least, max_value=each.most)
    field.help_text = _("From %(least)s to %(most)s, at first %(default)s.") % bounds
    return field


def _choice(each: Threshold) -> forms.Field:
    field = forms.TypedChoiceField(label=each.label, choices=each.choices, coerce=int)
    field.help_text = _("At first: %(default)s.") % {"default": dict(each.choices)[each.default()]}
    return field


@requires("settings.edit")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def thresholds(request: HttpRequest) -> HttpResponse:
    form = ThresholdForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and is_up_to_date(request, form, SUBJECT):
        set_values(form.cleaned_data)
        SHELF.forget()  # pages say some of them
        messages.success(request, _("Saved."))
        return redirect("office:thresholds")
    return render(request, "shop/backoffice/thresholds.html", {"form": form, "seen": seen_of(SUBJECT)})


urlpatterns = [path("settings/thresholds/", thresholds, name="thresholds")]
