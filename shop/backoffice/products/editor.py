"""One page on which a product is written: its words, its attributes and its SKUs, saved together."""

from copy import copy
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalogue.attributes.queries import option_value, values_of
from catalogue.attributes.services import AttributeRefused
from catalogue.models import Product, ProductAttribute
from catalogue.skus import services as skus
from shop.backoffice.products.forms import NewRow, Values, VariantRow, Words, refuse
from shop.backoffice.products.queries import skus_of
from shop.backoffice.products.services import Edit, save_product
from shop.backoffice.products.snapshots import snapshot_of

BLANK_ROWS = 3

#: What the catalogue may refuse of what the forms let pass.
REFUSALS = (skus.SkuTaken, skus.CombinationTaken, skus.OptionsDiffer, skus.PriceRefused, AttributeRefused)


class Editor:
    """``data`` is what was sent, kept as it was typed until it is saved."""

    def __init__(self, product: Product, *, data: QueryDict | None = None, may_price: bool = True) -> None:
        self.product, self.may_price = product, may_price
        self.version = snapshot_of(product).version
        initial = {"version": self.version, "categories": product.categories.all(), "tags": product.tags.all()}
        self.words = Words(data, instance=copy(product), initial=initial)
        self.values = Values(self._said_of_the_product, data, prefix="value", initial=self._initial_values())
        self.variants = [self._variant_row(stock, data) for stock in self._stocks]
        self.additions = [self._new_row(number, data) for number in range(BLANK_ROWS if self.may_add else 0)]

    @property
    def forms(self) -> list[forms.BaseForm]:
        return [self.words, self.values, *self.variants, *self.additions]

    def is_valid(self) -> bool:
        """Every form is looked at, so that everything wrong is said at once."""
        return not [form for form in self.forms if not form.is_valid()]

    @property
    def problems(self) -> int:
        return sum(len(form.errors) for form in self.forms if form.is_bound)

    def save(self) -> None:
        """Raises EditedMeanwhile, or one of REFUSALS."""
        edit = Edit(
            texts=self.words.texts,
            categories=self.words.cleaned_data["categories"],
            tags=self.words.cleaned_data["tags"],
            values=self.values.values,
            variants=[row.variant for row in self.variants],
            additions=[row.addition for row in self.additions if row.has_changed()],
        )
        save_product(product=self.product, version=self.words.cleaned_data["version"], edit=edit)

    def refuse(self, refusal: Exception) -> None:
        """Say beside its field what the catalogue refused."""
        match refusal:
            case skus.SkuTaken():
                rows = [row for row in self._rows if row.cleaned_data.get("sku") == str(refusal)]
                refuse(rows[-1], "sku", _("Another SKU has this code."))
            case skus.CombinationTaken() | skus.OptionsDiffer():
                self._refuse_options(refusal)
            case AttributeRefused() if refusal.code in self.values.fields:
                refuse(self.values, refusal.code, _("This attribute cannot have this value."))
            case _:
                refuse(self._rows[-1], "price", _("This price cannot be stored."))

    def _refuse_options(self, refusal: Exception) -> None:
        taken = isinstance(refusal, skus.CombinationTaken)
        reason = _("There is a variant with these options.") if taken else _("Choose every option, as for the others.")
        for row in self.additions:
            if row.has_changed() and (not taken or row.addition.options == refusal.args[0]):
                refuse(row, f"option-{row.codes[0]}", reason)

    @property
    def _rows(self) -> list[VariantRow | NewRow]:
        return [*self.variants, *(row for row in self.additions if row.has_changed())]

    @property
    def may_add(self) -> bool:
        """A product sold as one SKU without options has no more; options and prices are the price right's work."""
        sold_as_one = any(not stock.product.is_child for stock in self._stocks)
        return self.may_price and not sold_as_one

    @cached_property
    def _stocks(self) -> list[Any]:
        return skus_of(self.product)

    @cached_property
    def _attributes(self) -> list[ProductAttribute]:
        found = ProductAttribute.objects.filter(product_class=self.product.product_class).order_by("pk")
        return list(found.select_related("option_group").prefetch_related("option_group__options"))

    @cached_property
    def _options(self) -> dict[int, list[Any]]:
        return values_of([stock.product_id for stock in self._stocks if stock.product.is_child])

    @cached_property
    def option_attributes(self) -> list[ProductAttribute]:
        """In what the variants differ, or might if there are none yet."""
        used = {value.code for values in self._options.values() for value in values}
        if used:
            return [attribute for attribute in self._attributes if attribute.code in used]
        return [attribute for attribute in self._attributes if attribute.is_option and not self._stocks]

    @property
    def _said_of_the_product(self) -> list[ProductAttribute]:
        differing = {attribute.code for attribute in self.option_attributes} if self._options else set()
        return [attribute for attribute in self._attributes if attribute.code not in differing]

    def _initial_values(self) -> dict[str, Any]:
        rows = self.product.attribute_values.select_related("attribute", "value_option")
        return {row.attribute.code: _as_typed(row) for row in rows.prefetch_related("value_multi_option")}

    def _variant_row(self, stock: Any, data: QueryDict | None) -> VariantRow:
        options = ", ".join(value.label for value in self._options.get(stock.product_id, []))
        return VariantRow(data, stock=stock, options=options, may_price=self.may_price)

    def _new_row(self, number: int, data: QueryDict | None) -> NewRow:
        required = bool(self._options)
        return NewRow(data, prefix=f"new-{number}", attributes=self.option_attributes, required=required)


def _as_typed(row: Any) -> Any:
    if row.attribute.is_option:
        return option_value(row.value_option) if row.value_option else ""
    return [option_value(option) for option in row.value] if row.attribute.is_multi_option else row.value
