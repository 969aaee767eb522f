from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.blanks import DrawnOnce
from membership.points.queries import most_percent_of_an_order
from orders.checkout.queries import Checkout

MOST_ID = 2**63 - 1


class ContactForm(DrawnOnce):
    """Whom we write to. Guests have no other way to hear of their order, so it is asked of everyone."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For the confirmation, and news of this parcel only."),
        error_messages={"required": _("Where shall we write to?")},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class CouponForm(forms.Form):
    """A press on the coupon that is proposed, or on the one in use to put it aside."""

    coupon = forms.IntegerField(required=False, min_value=1, max_value=MOST_ID)
    drop = forms.IntegerField(required=False, min_value=1, max_value=MOST_ID)


class PointsForm(forms.Form):
    """How many points to pay with: none, or as many as there are and the order takes."""

    points = forms.IntegerField(
        label=_("Points to use"),
        min_value=0,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": 9}),
        error_messages={
            "required": _("Enter how many points to use."),
            "invalid": _("Enter a whole number of points."),
            "min_value": _("Points cannot be less than 0."),
        },
    )

    def __init__(self, checkout: Checkout, *args: Any) -> None:
        super().__init__(*args, initial={"points": checkout.quote.points_used or ""})
        self.checkout = checkout

    def clean_points(self) -> int:
        points: int = self.cleaned_data["points"]
        balance, most = self.checkout.balance.available, self.checkout.most_points
        if points > balance:
            raise forms.ValidationError(gettext("You have %(count)s points.") % {"count": f"{balance:,}"})
        if points > most:
            said = {"count": f"{most:,}", "part": most_percent_of_an_order()}
            refusal = gettext("This order takes %(count)s points at most: they pay for up to %(part)s%% of the goods.")
            raise forms.ValidationError(refusal % said)
        return points
