"""To whom the invoice is made out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.blanks import DrawnOnce
from orders.invoices import policy
from orders.invoices.models import Buyer


class InvoiceForm(DrawnOnce):
    buyer = forms.ChoiceField(label=_("Invoice for"), choices=Buyer.choices, initial=Buyer.PERSONAL)
    title = forms.CharField(label=_("Name or company"), max_length=100)
    tax_number = forms.CharField(
        label=_("Tax number (统一社会信用代码)"),
        max_length=30,
        required=False,
        help_text=_("Companies only, 18 symbols."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["tax_number"] = "".join((said.get("tax_number") or "").upper().split())
        if said.get("buyer") == Buyer.COMPANY and not policy.is_tax_number(said["tax_number"]):
            self.add_error("tax_number", _("This is no 统一社会信用代码: 18 symbols, the last checks the others."))
        return said
