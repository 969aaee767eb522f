"""Commands on attributes: what can be said of a kind of product, and what is said of one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.attributes.queries import option_value
from catalogue.models import AttributeOption, AttributeOptionGroup, Product, ProductAttribute, ProductClass
from kernel.languages import Said, column

NO_OPTIONS: Iterable[Said] = ()


class AttributeRefused(ValueError):
    """This attribute does not belong to this kind of product, or cannot have this value."""

    def __init__(self, code: str, value: Any) -> None:
        super().__init__(f"{code}: {value!r}")
        self.code, self.value = code, value


@transaction.atomic
def define_attribute(
    *, kind: ProductClass, code: str, name: Said, options: Iterable[Said] = NO_OPTIONS
) -> ProductAttribute:
    """Products of this kind can have this attribute, one of ``options`` where there are any, free text otherwise.

    Options are shared by all kinds that have an attribute of this code; options that are there already stay.
    """
    wanted = list(options)
    group = AttributeOptionGroup.objects.get_or_create(code=code, defaults={"name": code})[0] if wanted else None
    attribute, _ = ProductAttribute.objects.update_or_create(
        product_class=kind,
        code=code,
        defaults={"type": "option" if group else "text", "option_group": group, **_columns("name", name)},
    )
    for option in wanted:
        columns = _columns("option", option)
        AttributeOption.objects.get_or_create(group=group, option_en=columns["option_en"], defaults=columns)
    return attribute


@transaction.atomic
def set_values(*, product: Product, values: Mapping[str, Any]) -> None:
    """The product or variant has these values, by attribute code; None takes a value away, others stay as they are.

    An option is named by its value in addresses (``red``). Raises AttributeRefused.
    """
    attributes = _attributes_of(product, values)
    for code, value in values.items():
        if code not in attributes:
            raise AttributeRefused(code, value)
        _set_value(product, attributes[code], value)
    product.attr.refresh()


def _attributes_of(product: Product, codes: Iterable[str]) -> dict[str, ProductAttribute]:
    attributes = ProductAttribute.objects.filter(product_class=product.get_product_class(), code__in=list(codes))
    return {attribute.code: attribute for attribute in attributes}


def _set_value(product: Product, attribute: ProductAttribute, value: Any) -> None:
    understood = _understood(attribute, value)
    try:
        if understood is not None:
            attribute.validate_value(understood)
        attribute.save_value(product, understood)
    except ValidationError as error:
        raise AttributeRefused(attribute.code, value) from error


def _understood(attribute: ProductAttribute, value: Any) -> Any:
    if value in (None, ""):
        return None
    if attribute.is_multi_option:
        return [_option(attribute, each) for each in value]
    return _option(attribute, value) if attribute.is_option else value


def _option(attribute: ProductAttribute, value: str | AttributeOption) -> AttributeOption:
    for option in attribute.option_group.options.all():
        if value in (option, option_value(option)):
            return option
    raise AttributeRefused(attribute.code, value)


def _columns(field: str, words: Said) -> dict[str, str | None]:
    return {column(field, language): said for language, said in words.items()}
