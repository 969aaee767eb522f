"""The product editor's forms: its words, its attributes, one row for each SKU."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.attributes.queries import option_value
from catalogue.inventory.models import StockRecord
from catalogue.models import Category, Product, ProductAttribute, ProductClass, Tag
from kernel.languages import Said, column
from shop.backoffice.amounts import CENTS
from shop.backoffice.bilingual import Bilingual, in_both
from shop.backoffice.products.services import Addition, Variant
from shop.backoffice.products.snapshots import TEXTS

TITLE_LENGTHS = (10, 60)


class CategoryTree(forms.ModelMultipleChoiceField):
    def label_from_instance(self, category: Category) -> str:
        return "\N{EM SPACE}" * (category.depth - 1) + category.name


class Words(Bilingual):
    """Title, note and story in both languages, where the product stands and what it is tagged with."""

    bilingual = TEXTS

    categories = CategoryTree(
        Category.objects.order_by("path"),
        label=gettext_lazy("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tags: Any = forms.ModelMultipleChoiceField(
        Tag.objects.none(),
        label=gettext_lazy("Tags"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Product
        fields = in_both(*TEXTS)
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in in_both("description")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = Tag.objects.order_by("name", "pk")  # in the merchant's language
        for name in in_both("title"):
            self.fields[name].widget.attrs["data-count"] = "{}-{}".format(*TITLE_LENGTHS)
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not any(said.get(name) for name in in_both("title")):
            self.add_error("title_en", _("Write a title in at least one language."))
        return said

    @property
    def texts(self) -> dict[str, Said]:
        languages = ("en", "zh-hans")
        return {name: {code: self.cleaned_data[column(name, code)] or "" for code in languages} for name in TEXTS}


class NewProduct(forms.Form):
    title_en = forms.CharField(label=gettext_lazy("Title (English)"), max_length=255, required=False)
    title_zh_hans = forms.CharField(label=gettext_lazy("Title (Chinese)"), max_length=255, required=False)
    kind = forms.ModelChoiceField(
        ProductClass.objects.order_by("pk"),
        label=gettext_lazy("Kind"),
        empty_label=None,
        help_text=gettext_lazy("The kind decides which attributes the product has."),
    )

    def clean(self) -> dict[str, Any]:
        if not (self.cleaned_data.get("title_en") or self.cleaned_data.get("title_zh_hans")):
            self.add_error("title_en", _("Write a title in at least one language."))
        return self.cleaned_data


class Values(forms.Form):
    """One field for each attribute of the product's kind."""

    def __init__(self, attributes: Iterable[ProductAttribute], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for attribute in attributes:
            self.fields[attribute.code] = field_for(attribute)

    @property
    def values(self) -> dict[str, Any]:
        """By attribute code; None where nothing was said."""
        return {code: None if value in ("", []) else value for code, value in self.cleaned_data.items()}


def field_for(attribute: ProductAttribute, *, required: bool | None = None) -> forms.Field:
    """``required`` overrules what the attribute says of itself. A type without a line below is free text."""
    shared = {"label": attribute.name, "required": attribute.required if required is None else required}
    make = FIELDS.get(attribute.type, partial(forms.CharField, max_length=255))
    return make(**shared, **({"choices": _choices(attribute)} if attribute.option_group else {}))


FIELDS: dict[str, Callable[..., forms.Field]] = {
    "option": forms.ChoiceField,
    "multi_option": partial(forms.MultipleChoiceField, widget=forms.CheckboxSelectMultiple),
    "boolean": forms.NullBooleanField,
    "integer": partial(forms.IntegerField, min_value=-(2**31), max_value=2**31 - 1),
    "float": forms.FloatField,
    "date": partial(forms.DateField, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
    "datetime": forms.DateTimeField,
    "richtext": partial(forms.CharField, widget=forms.Textarea(attrs={"rows": 3})),
}


def _choices(attribute: ProductAttribute) -> list[tuple[str, str]]:
    options = [(option_value(option), option.option) for option in attribute.option_group.options.all()]
    return [("", "—"), *options] if attribute.is_option else options


class Sku(forms.Form):
    """What every SKU has: its code and its prices."""

    sku = forms.CharField(
        label=gettext_lazy("SKU"),
        max_length=128,
        widget=forms.TextInput(attrs={"class": "text", "spellcheck": "false"}),
    )
    price = forms.DecimalField(label=gettext_lazy("Price"), **CENTS)
    list_price = forms.DecimalField(label=gettext_lazy("List price"), required=False, **CENTS)
    cost_price = forms.DecimalField(label=gettext_lazy("Cost"), required=False, **CENTS)

    def __init__(self, *args: Any, may_price: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("price", "list_price", "cost_price"):
            self.fields[name].disabled = not may_price


class VariantRow(Sku):
    """An SKU that exists."""

    warn_at = forms.IntegerField(label=gettext_lazy("Warn at"), min_value=0, max_value=1_000_000, required=False)
    offered = forms.BooleanField(
        label=gettext_lazy("Offered"), required=False, widget=forms.CheckboxInput(attrs={"class": "box"})
    )

    def __init__(self, *args: Any, stock: StockRecord, options: str, **kwargs: Any) -> None:
        initial = {
            "sku": stock.partner_sku,
            "price": stock.price,
            "list_price": stock.list_price,
            "cost_price": stock.cost_price,
            "warn_at": stock.low_stock_threshold,
            "offered": stock.product.is_public,
        }
        super().__init__(*args, prefix=f"sku-{stock.pk}", initial=initial, **kwargs)
        self.stock, self.options = stock, options
        if not stock.product.is_child:
            self.fields["offered"].disabled = True

    @property
    def margin(self) -> int | None:
        """Per cent of the price that is not cost."""
        price, cost = self.stock.price, self.stock.cost_price
        return round((price - cost) / price * 100) if price and cost is not None else None

    @property
    def variant(self) -> Variant:
        return Variant(stock_id=self.stock.pk, **self.cleaned_data)


class NewRow(Sku):
    """An SKU to be added; left empty, it is none."""

    def __init__(self, *args: Any, attributes: Iterable[ProductAttribute], required: bool, **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.codes = [attribute.code for attribute in attributes]
        for attribute in attributes:
            self.fields[f"option-{attribute.code}"] = field_for(attribute, required=required)

    def option_fields(self) -> list[forms.BoundField]:
        return [self[f"option-{code}"] for code in self.codes]

    @property
    def addition(self) -> Addition:
        said: Mapping[str, Any] = self.cleaned_data
        options = {code: said[f"option-{code}"] for code in self.codes if said[f"option-{code}"]}
        prices = {name: said[name] for name in ("price", "list_price", "cost_price")}
        return Addition(sku=said["sku"], options=options, **prices)


def refuse(form: forms.Form, field: str, reason: str) -> None:
    form.add_error(field, ValidationError(reason))
