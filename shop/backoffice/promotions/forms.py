"""The promotion editor's form. Fields say what cannot be read; what contradicts itself is said by the campaigns."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.inventory.models import StockRecord
from kernel.languages import column
from kernel.money import ZERO
from membership.tiers.queries import levels
from promotions.campaigns.policy import Problem, Terms, Tier
from promotions.campaigns.queries import terms_of
from promotions.campaigns.words import in_words
from promotions.models import Promotion
from promotions.queries import Gain, Need
from promotions.scopes.queries import scope_of
from promotions.scopes.services import range_for
from shop.backoffice.amounts import CENTS
from shop.backoffice.promotions.fields import MomentField, NamedAndScoped, initial_of

TIERS = 5
NEEDS = [(Need.WORTH, gettext_lazy("Goods worth (¥)")), (Need.PIECES, gettext_lazy("Pieces"))]
GAINS = [
    (Gain.AMOUNT, gettext_lazy("An amount off the order")),
    (Gain.PERCENTAGE, gettext_lazy("Per cent off")),
    (Gain.AMOUNT_EACH, gettext_lazy("An amount off each piece")),
    (Gain.CHEAPEST_FREE, gettext_lazy("The cheapest piece free")),
    (Gain.GIFT, gettext_lazy("A gift")),
    (Gain.DELIVERY_PERCENTAGE, gettext_lazy("Per cent off the delivery")),
    (Gain.DELIVERY_PRICE, gettext_lazy("Delivery at this price")),
]
DAYS = [
    *((1, gettext_lazy("Mon")), (2, gettext_lazy("Tue")), (3, gettext_lazy("Wed")), (4, gettext_lazy("Thu"))),
    *((5, gettext_lazy("Fri")), (6, gettext_lazy("Sat")), (7, gettext_lazy("Sun"))),
]

#: Beside which field each problem is said; the rest stands above the form.
FIELD_OF = {
    Problem.NO_NAME: "name_en",
    Problem.ENDS_BEFORE_START: "ends_at",
    Problem.IS_OVER: "ends_at",
    Problem.NO_SUCH_DAY: "month_days",
    Problem.NEVER_RUNS: "month_days",
    Problem.GAIN_OF_ANOTHER_KIND: "gain",
    Problem.NO_GIFT: "gift",
    Problem.NO_LEVEL: "least_level",
    Problem.IMPOSSIBLE_LIMIT: "most_uses",
}


class GiftField(forms.CharField):
    """The code of the SKU that is given; cleaned, the id of its stock record."""

    def clean(self, value: Any) -> int | None:
        code = super().clean(value).strip().replace("\0", "")
        if not code:
            return None
        stock = StockRecord.objects.filter(partner_sku=code).first()
        if stock is None:
            raise forms.ValidationError(_("We have nothing with this code: %(code)s."), params={"code": code})
        return stock.pk


class DaysOfMonth(forms.CharField):
    """``8, 18`` as numbers."""

    def clean(self, value: Any) -> tuple[int, ...]:
        parts = [part for part in re.split(r"[\s,，]+", super().clean(value)) if part]
        if any(not part.isascii() or not part.isdecimal() or len(part) > 2 for part in parts):
            raise forms.ValidationError(_("Write days as numbers from 1 to 31, separated by commas."))
        return tuple(sorted({int(part) for part in parts}))


class TierForm(forms.Form):
    """One step. Nothing where both fields are empty."""

    need = forms.DecimalField(label=gettext_lazy("From (¥ or pieces)"), required=False, **CENTS)
    gain = forms.DecimalField(label=gettext_lazy("Takes off (¥ or %)"), required=False, **CENTS)

    @property
    def is_said(self) -> bool:
        return any(self.cleaned_data.get(name) is not None for name in ("need", "gain"))


class PromotionForm(NamedAndScoped):
    starts_at = MomentField(label=gettext_lazy("Starts"), required=False)
    ends_at = MomentField(label=gettext_lazy("Ends"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Promotion.Kind.choices, initial="tiers")
    counts = forms.ChoiceField(label=gettext_lazy("What is counted"), choices=NEEDS)
    gain = forms.ChoiceField(label=gettext_lazy("What it gives"), choices=GAINS)
    gift = GiftField(label=gettext_lazy("Gift, by its SKU code"), required=False, max_length=100)
    gift_pieces = forms.IntegerField(label=gettext_lazy("Pieces of it"), min_value=1, max_value=99, initial=1)
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=Promotion.Audience.choices)
    least_level = forms.TypedChoiceField(
        label=gettext_lazy("From the level"), coerce=int, empty_value=0, required=False, choices=[]
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only on these weekdays"),
        coerce=int,
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    month_days = DaysOfMonth(
        label=gettext_lazy("Only on these days of the month"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "8 for a member day on the 8th of each month. A month too short for a day counts its end instead."
        ),
    )
    combines = forms.BooleanField(label=gettext_lazy("Adds to others that add up too"), required=False)
    priority = forms.IntegerField(label=gettext_lazy("Priority"), min_value=-1000, max_value=1000, initial=0)
    most_uses = forms.IntegerField(label=gettext_lazy("Orders in all"), required=False, min_value=0)
    most_uses_each = forms.IntegerField(label=gettext_lazy("Orders of each person"), required=False, min_value=0)
    budget = forms.DecimalField(
        label=gettext_lazy("Budget"), required=False, help_text=gettext_lazy("It ends when so much was given."), **CENTS
    )

    def __init__(self, data: Any = None, *, promotion: Promotion | None = None, **kwargs: Any) -> None:
        terms = terms_of(promotion) if promotion else None
        super().__init__(data, initial=_initial(terms) if terms else {}, **kwargs)
        self.fields["least_level"].choices = [(0, "—"), *((level.number, str(level)) for level in levels())]
        steps = terms.tiers if terms else ()
        self.tiers = [_tier_form(data, number, steps) for number in range(TIERS)]

    def clean(self) -> dict[str, Any]:
        said = forms.Form.clean(self) or self.cleaned_data
        self._check_goods(said)
        if not all(tier.is_valid() for tier in self.tiers):
            self.add_error(None, _("A step cannot be as it stands: see beside it."))
        return said

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        is_gift = said["kind"] == Promotion.Kind.GIFT
        is_first = said["audience"] == Promotion.Audience.FIRST_ORDER
        return Terms(
            names=self.names,
            kind=said["kind"],
            tiers=tuple(self._tiers()),
            range_id=range_for(self.scope),
            audience=said["audience"],
            least_level=said["least_level"] if said["audience"] == Promotion.Audience.MEMBERS else 0,
            weekdays=tuple(said["weekdays"]),
            month_days=said["month_days"],
            gift_stock_id=said["gift"] if is_gift else None,
            most_uses_each=1 if is_first else said["most_uses_each"],  # two first orders at once are one too many
            **{name: said[name] for name in AS_SAID},
        )

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Say each problem at its field."""
        for problem in problems:
            self.add_error(FIELD_OF.get(problem), in_words(problem))

    def _tiers(self) -> Iterable[Tier]:
        need, gain = Need(self.cleaned_data["counts"]), Gain(self.cleaned_data["gain"])
        for form in self.tiers:
            if form.is_said:
                yield Tier(need, form.cleaned_data["need"] or ZERO, gain, form.cleaned_data["gain"] or ZERO)


AS_SAID = ("starts_at", "ends_at", "combines", "priority", "most_uses", "budget", "gift_pieces")


def _tier_form(data: Any, number: int, steps: tuple[Tier, ...]) -> TierForm:
    known = steps[number] if number < len(steps) else None
    initial = {"need": _short(known.need_value), "gain": _short(known.gain_value)} if known else {}
    return TierForm(data, prefix=f"tier-{number}", initial=initial)


def _short(amount: Decimal) -> str:
    """As a merchant would write it: 300, 12.5."""
    return f"{amount.normalize():f}" if amount else "0"


def _initial(terms: Terms) -> dict[str, Any]:
    names = {column("name", language): name for language, name in terms.names.items()}
    gift = StockRecord.objects.filter(pk=terms.gift_stock_id).values_list("partner_sku", flat=True).first()
    first = terms.tiers[0] if terms.tiers else None
    said = {
        **vars(terms),
        **names,
        "gift": gift or "",
        "month_days": ", ".join(map(str, terms.month_days)),
        "counts": first.need if first else Need.WORTH,
        "gain": first.gain if first else Gain.AMOUNT,
    }
    return {**said, **(initial_of(scope_of(terms.range_id)) if terms.range_id else {})}
