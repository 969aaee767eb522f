from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 1_000_000


class Movement(forms.Form):
    """``key`` makes a form that is sent twice count once."""

    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=MOST)
    note = forms.CharField(label=_("Reason"), max_length=200)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class Receipt(Movement):
    note = forms.CharField(label=_("Delivery note"), max_length=200, required=False)


class Count(Movement):
    quantity = forms.IntegerField(label=_("Pieces counted"), min_value=0, max_value=MOST)


class WriteOff(Movement):
    pass
