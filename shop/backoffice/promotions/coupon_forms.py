"""The coupon editor's form. What is wrong is said beside its field, and what was typed stays."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.languages import column
from membership.rewards.events import MONTHLY, WELCOME
from promotions.coupons import policy
from promotions.coupons.models import Coupon
from promotions.coupons.services import MOST_CODES
from promotions.coupons.terms import Terms, terms_of
from promotions.queries import Gain, most_off, most_percent
from promotions.scopes.queries import scope_of
from promotions.scopes.services import range_for
from shop.backoffice.amounts import CENTS
from shop.backoffice.promotions.fields import Goods, NamedAndScoped, initial_of

KINDS = [
    (Coupon.Kind.CLAIM, gettext_lazy("Members claim it")),
    (Coupon.Kind.CODE, gettext_lazy("Shoppers type a code")),
    (Coupon.Kind.GRANTED, gettext_lazy("The store gives it, as a reward")),
]
#: One piece for nothing, which points buy in the mall.
FREE_PIECE = "free piece"
GAINS = [
    (Gain.AMOUNT, gettext_lazy("An amount off")),
    (Gain.PERCENTAGE, gettext_lazy("Per cent off")),
    (FREE_PIECE, gettext_lazy("One piece for nothing, for points")),
]
#: The rewards of membership that may give a coupon.
REWARDS = [
    ("", gettext_lazy("None, by hand only")),
    (MONTHLY, gettext_lazy("Monthly, on the first day")),
    (WELCOME, gettext_lazy("Welcome, on signing up")),
]

#: Fixed as soon as the coupon is started, for shoppers count on them.
PROMISED = {
    *("kind", "code", "reward", "gain", "value", "minimum", "goods", "categories", "skus", "without_skus"),
    *("starts_at", "validity", "days_valid", "points"),
}


def _count(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=1_000_000, **more)


class CouponForm(NamedAndScoped):
    kind = forms.ChoiceField(label=gettext_lazy("How shoppers get it"), choices=KINDS)
    code = forms.CharField(
        label=gettext_lazy("Coupon code"),
        required=False,
        max_length=32,
        help_text=gettext_lazy("One code for everyone. Leave it empty to generate codes for one use each."),
    )
    reward = forms.ChoiceField(label=gettext_lazy("Given as"), choices=REWARDS, required=False)
    gain = forms.ChoiceField(label=gettext_lazy("What it takes off"), choices=GAINS)
    value = forms.DecimalField(
        label=gettext_lazy("Amount or per cent"), required=False, help_text=gettext_lazy("Not for a piece."), **CENTS
    )
    minimum = forms.DecimalField(label=gettext_lazy("From goods worth"), required=False, **CENTS)
    validity = forms.ChoiceField(label=gettext_lazy("Good for"), choices=Coupon.Validity.choices, required=False)
    days_valid = _count(gettext_lazy("Days from the claim"), required=False)
    points = forms.IntegerField(
        label=gettext_lazy("Price in points"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        initial=0,
        help_text=gettext_lazy("What a claim costs; empty or 0: nothing."),
    )
    per_person = _count(gettext_lazy("For each person"), initial=1)
    total = _count(gettext_lazy("In all"), required=False, help_text=gettext_lazy("Empty: as many as are wanted."))
    budget = forms.DecimalField(
        label=gettext_lazy("Budget"), required=False, help_text=gettext_lazy("It ends when so much was given."), **CENTS
    )

    field_order = ("name_en", "name_zh_hans", "kind", "code", "reward", "gain", "value", "minimum")

    def __init__(self, *args: Any, coupon: Coupon | None = None, **kwargs: Any) -> None:
        initial = {**(_initial(coupon) if coupon else {}), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.coupon = coupon
        self.is_started = bool(coupon and coupon.state != Coupon.State.DRAFT)
        for name in PROMISED if self.is_started else ():
            self.fields[name].disabled = True

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip().upper()
        if code and not policy.TYPED_CODE.fullmatch(code):
            raise forms.ValidationError(_("Four to 32 letters, digits and hyphens, beginning with a letter or digit."))
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self._check_gain(said)
        if said.get("validity") == policy.Validity.DAYS and not said.get("days_valid") and "days_valid" in said:
            self.add_error("days_valid", _("Say for how many days."))
        return said

    def _check_gain(self, said: dict[str, Any]) -> None:
        value = said.get("value")
        if said.get("gain") == FREE_PIECE:
            self._check_piece(said)
        elif value is None:
            if "value" in said:
                self.add_error("value", _("Say how much."))
        elif value <= 0:
            self.add_error("value", _("A coupon takes off more than nothing."))
        elif said.get("gain") == Gain.PERCENTAGE and value > most_percent():
            self.add_error("value", _("No order is lowered by more than %(most)d per cent.") % _most())
        elif said.get("gain") == Gain.AMOUNT and 0 < (said.get("minimum") or 0) < value / most_off():
            told = _("Ask for more: no order is lowered by more than %(most)d per cent of its goods.") % _most()
            self.add_error("minimum", told)

    def _check_piece(self, said: dict[str, Any]) -> None:
        """It goes past the cap on discounts because points pay for it, so they must, and for something named."""
        if said.get("kind") != Coupon.Kind.CLAIM or not said.get("points"):
            self.add_error("points", _("A piece for nothing is claimed by members and costs points."))
        if said.get("goods") != Goods.PRODUCTS:
            self.add_error("goods", _("Choose the products of which a piece is given."))

    @property
    def terms(self) -> Terms:
        """What was said, as the coupon's own; of a started one only what may still change."""
        said = self.cleaned_data
        if self.coupon and self.is_started:
            changeable = ("ends_at", "per_person", "total", "budget")
            return replace(terms_of(self.coupon), names=self.names, **{name: said[name] for name in changeable})
        return self._new_terms(said)

    def _new_terms(self, said: dict[str, Any]) -> Terms:
        is_code = said["kind"] == Coupon.Kind.CODE
        is_piece = said["gain"] == FREE_PIECE
        validity = policy.Validity.UNTIL_END if is_code else policy.Validity(said["validity"] or "end")
        return Terms(
            names=self.names,
            kind=said["kind"],
            gain=Gain.PERCENTAGE if is_piece else Gain(said["gain"]),
            value=Decimal(100) if is_piece else said["value"],
            minimum=said["minimum"] or Decimal(0),
            range_id=range_for(self.scope),
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            code=said["code"] if is_code else "",
            reward=said["reward"] if said["kind"] == Coupon.Kind.GRANTED else "",
            validity=validity,
            days_valid=said["days_valid"] if validity == policy.Validity.DAYS else None,
            per_person=said["per_person"],
            total=said["total"],
            budget=said["budget"],
            points=(said["points"] or 0) if said["kind"] == Coupon.Kind.CLAIM else 0,
            pieces=1 if is_piece else None,
        )


def _most() -> dict[str, int]:
    return {"most": most_percent()}


def _initial(coupon: Coupon) -> dict[str, Any]:
    terms = terms_of(coupon)
    names = {column("name", language): name for language, name in terms.names.items()}
    gain = FREE_PIECE if terms.pieces else terms.gain
    return {**vars(terms), **names, **initial_of(scope_of(terms.range_id)), "gain": gain}


class CodesForm(forms.Form):
    count = forms.IntegerField(label=gettext_lazy("How many codes"), min_value=1, max_value=MOST_CODES, initial=100)
