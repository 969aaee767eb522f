from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import Country, UserAddress

from kernel.blanks import DrawnOnce
from kernel.memory import Nearby
from membership.addresses import regions
from membership.addresses.countries import NAMES
from membership.addresses.destination import Destination
from membership.addresses.phones import number_to_call

#: Where we ship to at all, which changes with a release.
COUNTRIES = Nearby("countries", seconds=600)


def countries() -> list[tuple[str, str]]:
    """The choices of a form, by country code, in the active language."""
    return COUNTRIES.recall_one(get_language(), _countries)


def _countries() -> list[tuple[str, str]]:
    shipped_to = Country.objects.filter(is_shipping_country=True).order_by("-display_order", "printable_name")
    return [(code, str(NAMES.get(code, name))) for code, name in shipped_to.values_list("pk", "printable_name")]


#: What is said to whoever did not choose, or chose what lies elsewhere.
CHOOSE = {
    "province": _("Choose the province."),
    "city": _("Choose the city."),
    "district": _("Choose the district."),
}


class AddressForm(DrawnOnce):
    """One address, in two shapes. Without script, sending the form after choosing a province shows its cities."""

    blank = {"country": regions.HOME}

    name = forms.CharField(
        label=_("Recipient"),
        max_length=60,
        error_messages={"required": _("Who takes the parcel in?")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=24,
        help_text=_("For the courier only."),
        error_messages={"required": _("The courier needs a number to call.")},
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    country = forms.ChoiceField(
        label=_("Country or region"), choices=countries, widget=forms.Select({"autocomplete": "country"})
    )
    province = forms.CharField(
        label=_("Province"), max_length=60, required=False, widget=forms.TextInput({"autocomplete": "address-level1"})
    )
    city = forms.CharField(
        label=_("City"), max_length=60, required=False, widget=forms.TextInput({"autocomplete": "address-level2"})
    )
    district = forms.CharField(
        label=_("District"), max_length=60, required=False, widget=forms.TextInput({"autocomplete": "address-level3"})
    )
    street = forms.CharField(
        label=_("Street, building, door"),
        max_length=200,
        error_messages={"required": _("The courier needs the street and the door.")},
        widget=forms.TextInput({"autocomplete": "address-line1"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"), max_length=12, required=False, widget=forms.TextInput({"autocomplete": "postal-code"})
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        """A form sent with ``redraw`` only asks to be drawn again, for another country: it is not yet judged."""
        if data and "redraw" in data:
            typed = dict(data.items())
            data, initial = None, {**(initial or {}), **typed}
        super().__init__(data or None, initial=dict(initial or {}))
        if self._value("country") in ("", regions.HOME):
            self._ask_as_at_home()
        else:
            self._ask_as_abroad()

    def _value(self, field: str) -> str:
        return str(self[field].value() or "").strip()

    def _ask_as_at_home(self) -> None:
        """Regions are chosen, not typed; what has no cities or districts is not asked for them."""
        levels = {
            "province": regions.provinces(),
            "city": regions.cities_of(self._value("province")),
            "district": regions.districts_of(self._value("province"), self._value("city")),
        }
        for field, names in levels.items():
            autocomplete = self.fields[field].widget.attrs["autocomplete"]
            choices = [("", _("Choose")), *((name, name) for name in names)]
            self.fields[field].widget = forms.Select({"autocomplete": autocomplete, "data-region": field}, choices)
            self._need(field, CHOOSE[field])

    def _ask_as_abroad(self) -> None:
        del self.fields["district"]
        self._need("city", _("Enter the city."))
        self._need("postcode", _("Enter the postcode."))

    def _need(self, field: str, refusal: str | Promise) -> None:
        self.fields[field].required = True
        self.fields[field].error_messages["required"] = refusal

    def clean_phone(self) -> str:
        number = number_to_call(self.cleaned_data["phone"], self._value("country") or regions.HOME)
        if not number:
            raise ValidationError(_("This is not a phone number a courier can call. Check the digits."))
        return number

    def clean(self) -> dict[str, Any]:
        """At home each region lies in the one chosen before it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("country") == regions.HOME:
            self._check_regions(*(cleaned.get(field, "") for field in CHOOSE))
        return cleaned

    def _check_regions(self, province: str, city: str, district: str) -> None:
        offered = {
            "province": (province, regions.provinces()),
            "city": (city, regions.cities_of(province)),
            "district": (district, regions.districts_of(province, city)),
        }
        for field, (chosen, names) in offered.items():
            if chosen and chosen not in names:
                self.add_error(field, CHOOSE[field])

    def destination(self) -> Destination:
        """What was entered; call it once the form is valid."""
        fields = ("name", "phone", "country", "province", "city", "district", "street", "postcode")
        return Destination(**{field: self.cleaned_data.get(field, "") for field in fields})


class KeptAddressForm(AddressForm):
    """An address in a member's book; one of them may be the usual one."""

    is_default = forms.BooleanField(label=_("Use this address by default"), required=False)

    @classmethod
    def of(cls, address: UserAddress, data: Any = None) -> "KeptAddressForm":
        from membership.addresses.queries import destination_of

        initial = {**vars(destination_of(address)), "is_default": address.is_default_for_shipping}
        return cls(data, initial=initial)
