from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.text import slugify

from catalogue.models import AttributeOption, ProductAttribute, ProductAttributeValue
from kernel.languages import Said, in_each_language, said

__all__ = ["Value", "values_of"]

#: Types whose values can be compared and counted; the others are for reading only.
COUNTABLE = ("option", "multi_option", "text", "integer", "float", "boolean")


@dataclass(frozen=True)
class Value:
    """One value of one attribute. ``value`` stands in addresses, ``label`` is for people."""

    code: str
    names: Said
    value: str
    labels: Said

    @property
    def name(self) -> str:
        return said(self.names)

    @property
    def label(self) -> str:
        return said(self.labels)

    @property
    def facet(self) -> str:
        return f"{self.code}:{self.value}"


def values_of(product_ids: Collection[int]) -> dict[int, list[Value]]:
    """The countable attribute values of each product or variant, by attribute code. One query whatever the number,
    and one more where an attribute has several values at once."""
    rows = list(
        ProductAttributeValue.objects.filter(product__in=product_ids, attribute__type__in=COUNTABLE)
        .select_related("attribute", "value_option")
        .order_by("attribute__code")
    )
    prefetch_related_objects([row for row in rows if row.attribute.type == "multi_option"], "value_multi_option")
    values: dict[int, list[Value]] = defaultdict(list)
    for row in rows:
        values[row.product_id] += _values(row)
    return values


def _values(row: ProductAttributeValue) -> Iterable[Value]:
    code, names = row.attribute.code, in_each_language(row.attribute, "name")
    match row.attribute.type:
        case "option":
            options = [row.value_option] if row.value_option else []
        case "multi_option":
            options = list(row.value_multi_option.all())
        case _:
            return (
                [Value(code, names, str(row.value), _in_all(row.value_as_text))] if row.value not in (None, "") else []
            )
    return [Value(code, names, option_value(option), in_each_language(option, "option")) for option in options]


def option_value(option: AttributeOption) -> str:
    """How an option stands in addresses, the same in every language: its English word, or else its number."""
    return slugify(option.option_en or "") or str(option.pk)


def _in_all(words: str) -> dict[str, str]:
    return {code: words for code, _ in settings.LANGUAGES}


@dataclass(frozen=True)
class Label:
    """How an attribute and its values are called in the active language."""

    name: str
    values: Mapping[str, str]

    def of(self, value: str) -> str:
        return self.values.get(value, value)


def labels_of(codes: Collection[str]) -> dict[str, Label]:
    """The names of these attributes and of their options; a code without attribute is left out. Two queries."""
    attributes = ProductAttribute.objects.filter(code__in=codes).select_related("option_group")
    attributes = attributes.prefetch_related("option_group__options")
    return {attribute.code: Label(attribute.name, _option_labels(attribute)) for attribute in attributes}


def _option_labels(attribute: ProductAttribute) -> dict[str, str]:
    options = attribute.option_group.options.all() if attribute.option_group else []
    return {option_value(option): option.option for option in options}
