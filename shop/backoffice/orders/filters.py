"""What the list is narrowed to, read from its address; what cannot be read there narrows nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from kernel.templatetags.shop_money import money
from orders.fulfilment import carriers
from orders.fulfilment.models import Parcel
from orders.models import Order
from shop.backoffice.orders import finding, views

#: Whatever else the address says, nothing else reaches ORDER BY.
SORTS = {
    "placed": ("date_placed", "pk"),
    "-placed": ("-date_placed", "-pk"),
    "total": ("total_incl_tax", "pk"),
    "-total": ("-total_incl_tax", "-pk"),
    "ship_by": ("paid_at", "pk"),
    "-ship_by": ("-paid_at", "-pk"),
}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _sum() -> forms.NumberInput:
    return forms.NumberInput(attrs={"step": "0.01", "min": "0", "inputmode": "decimal"})


class Filters(forms.Form):
    q = forms.CharField(label=gettext_lazy("Search in this list"), required=False, max_length=200)
    carrier = forms.ChoiceField(label=gettext_lazy("Carrier"), required=False)
    placed_from = forms.DateField(label=gettext_lazy("Placed from"), required=False, widget=_day())
    placed_to = forms.DateField(label=gettext_lazy("Placed until"), required=False, widget=_day())
    total_from = forms.DecimalField(
        label=gettext_lazy("Total from"), required=False, min_value=0, max_digits=12, decimal_places=2, widget=_sum()
    )
    total_to = forms.DecimalField(
        label=gettext_lazy("Total up to"), required=False, min_value=0, max_digits=12, decimal_places=2, widget=_sum()
    )

    def __init__(self, address: QueryDict) -> None:
        super().__init__(address)
        self.fields["carrier"].choices = [("", gettext_lazy("All carriers")), *carriers.choices()]
        self.fields["q"].widget.attrs["placeholder"] = gettext_lazy("Order, name, phone ending, SKU, tracking")
        for name in ("total_from", "total_to"):
            self.fields[name].widget.attrs["placeholder"] = self.fields[name].label
        self.full_clean()
        self.view = address.get("view", "") if address.get("view") in views.VIEWS else "to_ship"
        self.sort = address.get("sort", "") if address.get("sort") in SORTS else ""

    def found(self) -> QuerySet[Order]:
        """The orders that match, in the order asked for; a search looks in every view."""
        said: dict[str, Any] = self.cleaned_data
        found = views.orders_in("all" if said.get("q") else self.view)
        if said.get("q"):
            found = found.filter(pk__in=finding.matching(said["q"]))
        if said.get("carrier"):
            found = found.filter(Exists(Parcel.objects.filter(order=OuterRef("pk"), carrier=said["carrier"])))
        return found.filter(**dict(self._bounds())).order_by(*SORTS[self.sorted_by])

    @property
    def sorted_by(self) -> str:
        return self.sort or ("ship_by" if self.view in views.OLDEST_PAID_FIRST else "-placed")

    def chips(self) -> Iterator[tuple[str, str]]:
        """What is narrowed, in words, and the name to take out of the address to widen it again."""
        said = self.cleaned_data
        if said.get("q"):
            yield _("“%(words)s”, in all orders") % {"words": said["q"]}, "q"
        if said.get("carrier"):
            yield carriers.name_of(said["carrier"]), "carrier"
        for name, words in (("placed_from", _("Placed from %(what)s")), ("placed_to", _("Placed until %(what)s"))):
            if said.get(name):
                yield words % {"what": date_format(said[name], "SHORT_DATE_FORMAT")}, name
        for name, words in (("total_from", _("Total from %(what)s")), ("total_to", _("Total up to %(what)s"))):
            if said.get(name) is not None:
                yield words % {"what": money(said[name])}, name

    def _bounds(self) -> Iterator[tuple[str, Any]]:
        said = self.cleaned_data
        if said.get("placed_from"):
            yield "date_placed__gte", clock.day_start(said["placed_from"])
        if said.get("placed_to"):
            yield "date_placed__lt", clock.day_end(said["placed_to"])
        if isinstance(said.get("total_from"), Decimal):
            yield "total_incl_tax__gte", said["total_from"]
        if isinstance(said.get("total_to"), Decimal):
            yield "total_incl_tax__lte", said["total_to"]


@dataclass(frozen=True)
class Bar:
    """What stands above the list says nothing but what its ``address`` says (all after the ?): it is drawn once."""

    address: str

    @property
    def filters(self) -> Filters:
        return Filters(QueryDict(self.address))

    @property
    def chips(self) -> list[dict[str, str]]:
        """What the list is narrowed to, each with the address that takes it off."""
        return [{"label": words, "url": self._without(name)} for words, name in self.filters.chips()]

    def _without(self, name: str) -> str:
        wider = QueryDict(self.address, mutable=True)
        for gone in (name, "page"):
            wider.pop(gone, None)
        return f"?{wider.urlencode()}"
