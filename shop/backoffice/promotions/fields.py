"""What promotions and coupons are both asked: their names, their goods, their time."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.inventory.models import StockRecord
from catalogue.models import Category
from promotions.scopes.queries import Scope
from shop.backoffice.focus import MomentInput
from shop.backoffice.products.forms import CategoryTree


class Goods(models.TextChoices):
    ALL = "all", gettext_lazy("All products")
    CATEGORIES = "categories", gettext_lazy("Categories")
    PRODUCTS = "products", gettext_lazy("Single products")


class SkuList(forms.CharField):
    """SKU codes as they are typed or pasted; cleaned, the ids of the products they belong to."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 2, "spellcheck": "false", "autocapitalize": "characters"})
        super().__init__(required=False, max_length=20_000, widget=widget, **kwargs)

    def clean(self, value: Any) -> frozenset[int]:
        typed = {code for code in re.split(r"[\s,，;；]+", super().clean(value).replace("\0", "")) if code}
        stocks = StockRecord.objects.filter(partner_sku__in=typed).select_related("product")
        known = {stock.partner_sku: stock.product.parent_id or stock.product_id for stock in stocks}
        if unknown := sorted(typed - known.keys()):
            told = {"codes": ", ".join(unknown[:5])}
            raise ValidationError(_("We sell nothing with this code: %(codes)s."), params=told)
        return frozenset(known.values())


def skus_of(product_ids: Iterable[int]) -> str:
    """One SKU code for each product, as ``SkuList`` reads them."""
    own = models.Q(product__in=list(product_ids)) | models.Q(product__parent__in=list(product_ids))
    stocks = StockRecord.objects.filter(own).select_related("product").order_by("partner_sku")
    first = {stock.product.parent_id or stock.product_id: stock.partner_sku for stock in reversed(stocks)}
    return ", ".join(sorted(first.values()))


class MomentField(forms.DateTimeField):
    """A moment in the store's time, by its minute."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=MomentInput(format="%Y-%m-%dT%H:%M"), **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as refusal:
            if refusal.code != "ambiguous_timezone":
                raise
            told = _("The clocks change in this hour: it is left out or comes twice. Choose one before or after it.")
            raise ValidationError(told) from refusal


class NamedAndScoped(forms.Form):
    """The first part of both editors."""

    name_en = forms.CharField(label=gettext_lazy("Name (English)"), max_length=80)
    name_zh_hans = forms.CharField(label=gettext_lazy("Name (Chinese)"), max_length=80)
    goods = forms.ChoiceField(
        label=gettext_lazy("Which goods"), choices=Goods.choices, initial=Goods.ALL, widget=forms.RadioSelect
    )
    categories = CategoryTree(
        Category.objects.order_by("path"),
        label=gettext_lazy("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skus = SkuList(label=gettext_lazy("SKU codes"), help_text=gettext_lazy("Separated by spaces, commas or lines."))
    without_skus = SkuList(
        label=gettext_lazy("Except these SKU codes"), help_text=gettext_lazy("They stay out, however chosen above.")
    )
    starts_at = MomentField(label=gettext_lazy("Starts"))
    ends_at = MomentField(label=gettext_lazy("Ends"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self._check_goods(said)
        if said.get("starts_at") and said.get("ends_at") and said["ends_at"] <= said["starts_at"]:
            self.add_error("ends_at", _("The end is before the start. Choose a later end."))
        return said

    def _check_goods(self, said: dict[str, Any]) -> None:
        if said.get("goods") == Goods.CATEGORIES and "categories" in said and not said["categories"]:
            self.add_error("categories", _("Choose at least one category, or all products."))
        if said.get("goods") == Goods.PRODUCTS and "skus" in said and not said["skus"]:
            self.add_error("skus", _("Name at least one SKU, or choose all products."))

    @property
    def names(self) -> dict[str, str]:
        return {"en": self.cleaned_data["name_en"], "zh-hans": self.cleaned_data["name_zh_hans"]}

    @property
    def scope(self) -> Scope:
        """The goods as chosen; what was typed for another choice counts for nothing."""
        said = self.cleaned_data
        return Scope(
            categories=frozenset(each.pk for each in said["categories"] if said["goods"] == Goods.CATEGORIES),
            products=said["skus"] if said["goods"] == Goods.PRODUCTS else frozenset(),
            without_products=said["without_skus"],
        )


def initial_of(scope: Scope) -> dict[str, Any]:
    """A stored scope as the form shows it."""
    goods = Goods.CATEGORIES if scope.categories else Goods.PRODUCTS if scope.products else Goods.ALL
    return {
        "goods": goods,
        "categories": list(scope.categories),
        "skus": skus_of(scope.products) if scope.products else "",
        "without_skus": skus_of(scope.without_products) if scope.without_products else "",
    }
