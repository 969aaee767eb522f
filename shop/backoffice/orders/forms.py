"""What a merchant says about one order. ``key`` makes a form that is sent twice count once."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.skus.queries import Name
from kernel.templatetags.shop_money import money
from orders.fulfilment import carriers
from orders.models import Line


class Shipment(forms.Form):
    carrier = forms.ChoiceField(label=_("Carrier"))
    number = forms.CharField(label=_("Tracking number"), max_length=60)

    def __init__(self, *args, left: Mapping[Line, int], names: Mapping[int, Name], **kwargs) -> None:
        """``left``: the pieces of each line that are not in a parcel yet; all of them are in this one at first.
        ``names``: what each line's goods are called."""
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = carriers.choices()
        self.lines = {f"line_{line.pk}": line.pk for line in left}
        for line, quantity in left.items():
            label = f"{names[line.pk].title} {names[line.pk].options}".strip()
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=label, min_value=0, max_value=quantity, initial=quantity
            )

    def clean_number(self) -> str:
        """Spelled as it is stored, and such as the carrier chosen gives out."""
        number = carriers.spelled(self.cleaned_data["number"])
        carrier = carriers.CARRIERS.get(self.cleaned_data.get("carrier", ""))
        if carrier and not carrier.accepts(number):
            told = {"carrier": carrier.name, "example": carrier.example}
            raise forms.ValidationError(_("%(carrier)s numbers look like %(example)s."), params=told)
        return number

    @property
    def pieces(self) -> dict[int, int]:
        return {line: self.cleaned_data[name] for name, line in self.lines.items()}

    @property
    def piece_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.lines]


class Cancellation(forms.Form):
    reason = forms.CharField(label=_("Reason, told to the shopper"), max_length=200)


class Refund(forms.Form):
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, refundable: Decimal, **kwargs) -> None:
        super().__init__(*args, initial={"amount": refundable}, **kwargs)
        self.refundable = refundable

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount > self.refundable:
            told = {"most": money(self.refundable)}
            raise forms.ValidationError(_("At most %(most)s is left to refund."), params=told)
        return amount


class Note(forms.Form):
    text = forms.CharField(label=_("Internal note"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
