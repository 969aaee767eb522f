"""What a merchant may set without a deploy: who the store is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.meanwhile import in_one_transaction, is_up_to_date, seen_of
from membership.addresses.queries import number_to_call
from membership.staff.services import requires
from orders.invoices.queries import is_tax_number
from shop.backoffice.bilingual import Bilingual, in_both
from shop.backoffice.pictures import PictureField
from shop.content import queries, services
from shop.content.models import StoreBasics


class StoreForm(Bilingual):
    bilingual = ("name", "intro", "story")

    logo = PictureField(label=gettext_lazy("Logo"), required=False, largest_side=640)

    class Meta:
        model = StoreBasics
        fields = [
            *in_both("name", "intro", "story"),
            *("logo", "email", "phone", "licence", "seller", "tax_number"),
            *StoreBasics.RETURNED_TO,
        ]
        widgets = {
            "return_address": forms.Textarea(attrs={"rows": 2}),
            **{name: forms.Textarea(attrs={"rows": 4}) for name in in_both("story")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in in_both("name", "intro"):
            self.fields[name].required = True

    def clean_tax_number(self) -> str:
        number = self.cleaned_data["tax_number"].strip().upper()
        if number and not is_tax_number(number):
            raise forms.ValidationError(_("This is no 统一社会信用代码: 18 symbols, the last checks the others."))
        return number

    def clean_logo(self) -> Any:
        return self.cleaned_data["logo"] or ""

    def clean_return_phone(self) -> str:
        """Kept as it was typed: a direct line or an extension is told by how it is written."""
        phone: str = self.cleaned_data["return_phone"]
        if phone and not number_to_call(phone):
            raise forms.ValidationError(_("This is not a phone number a courier can call. Check the digits."))
        return phone

    def clean(self) -> dict[str, Any]:
        """An address to send goods to is of use only with somebody who takes them in and can be called."""
        said = super().clean() or self.cleaned_data
        empty = [name for name in StoreBasics.RETURNED_TO if said.get(name) == ""]
        if len(empty) < len(StoreBasics.RETURNED_TO):
            for name in empty:
                self.add_error(name, _("Goods go back to a name, a phone and an address: all three, or none."))
        return said


@requires("settings.edit")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def settings(request: HttpRequest) -> HttpResponse:
    form = StoreForm(request.POST or None, request.FILES or None, instance=queries.store_basics())
    if request.method == "POST" and form.is_valid() and is_up_to_date(request, form, "store"):
        services.describe_store(changes={name: form.cleaned_data[name] for name in form.changed_data})
        messages.success(request, _("The store's details are saved and shown from now on."))
        return redirect("office:settings")
    return render(request, "shop/backoffice/settings.html", {"form": form, "seen": seen_of("store")})


urlpatterns = [
    path("settings/", settings, name="settings"),
]
